using System.Globalization;
using Loyalty.RequestLog;

namespace Loyalty.Tests.Support;

/// <summary>Requests in memory; on demand a store that does not answer.</summary>
internal sealed class InMemoryRequestLog : IRequestLog
{
    private readonly Lock gate = new();
    private List<RequestSegment> stored = [];

    /// <summary>Everything, in the order of its storing.</summary>
    public IReadOnlyList<RequestSegment> Stored => stored;

    /// <summary>Whether it answers.</summary>
    public bool IsUp { get; set; } = true;

    public Task AppendAsync(RequestSegment segment, CancellationToken cancellationToken)
    {
        if (!IsUp)
            throw new UnavailableException("Down.");
        lock (gate)
            if (stored.TrueForAll(known => known.Place != segment.Place))
                stored.Add(segment);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<RequestSegment>> ReadAsync(
        OrgId org,
        string term,
        string from,
        string before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<RequestSegment>>([
                .. stored
                    .Where(segment => segment.OrgId == org && RequestTerms.Of(segment).Contains(term))
                    .Where(segment => string.CompareOrdinal(segment.Place, from) >= 0)
                    .Where(segment => string.CompareOrdinal(segment.Place, before) < 0)
                    .OrderByDescending(segment => segment.Place, StringComparer.Ordinal)
                    .Take(limit),
            ]);
    }

    public Task<SegmentPage> JournalAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var start = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
            var page = stored.Skip(start).Take(limit).ToList();
            return Task.FromResult(
                new SegmentPage(
                    [.. page.Where(segment => segment.OrgId == org)],
                    $"{start + page.Count}",
                    start + page.Count == stored.Count
                )
            );
        }
    }

    public Task<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var left = stored.Where(segment => segment.KeptUntil >= before).ToList();
            var removed = stored.Count - left.Count;
            stored = left;
            return Task.FromResult(removed);
        }
    }
}

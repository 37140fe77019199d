using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.RequestLog;

/// <summary>
/// Takes requests down, in segments. While the store does not answer, segments wait; when more wait than may, the oldest are
/// lost.
/// </summary>
public sealed class RequestRecorder(
    IRequestLog log,
    RetentionOf retention,
    IOptions<RequestLogOptions> options,
    TimeProvider time,
    ILogger<RequestRecorder> logger
) : WriteBehind<(OrgId Org, RequestRecord Record)>(options.Value.MaxWaiting, options.Value.WriteEvery, time)
{
    private readonly Queue<RequestSegment> unwritten = [];
    private long lost;

    /// <summary>Takes a request down. Never waits.</summary>
    public void Add(OrgId org, RequestRecord record) => Put((org, record));

    /// <inheritdoc/>
    private protected override async Task StoreAsync(
        IReadOnlyList<(OrgId Org, RequestRecord Record)> gathered,
        CancellationToken cancellationToken
    )
    {
        foreach (var segment in Segments(gathered))
            unwritten.Enqueue(segment);
        while (unwritten.Count * RequestSegment.MostRecords > options.Value.MaxWaiting)
            Interlocked.Add(ref lost, unwritten.Dequeue().Records.Length);
        try
        {
            while (unwritten.TryPeek(out var segment))
            {
                var days = await retention(segment.OrgId, cancellationToken);
                var until = segment.Records[^1].At.AddDays(days);
                await log.AppendAsync(segment with { KeptUntil = until }, cancellationToken);
                unwritten.Dequeue();
            }
        }
        catch (UnavailableException fault)
        {
            Report(fault);
        }

        if (Interlocked.Exchange(ref lost, 0) is > 0 and var count)
        {
            Log.Lost(logger, count);
            Telemetry.RequestsNotLogged.Add(count);
        }
    }

    /// <inheritdoc/>
    private protected override void OnDropped() => Interlocked.Increment(ref lost);

    /// <inheritdoc/>
    private protected override void Report(Exception fault) => Log.NotStored(logger, fault, unwritten.Count);

    private static List<RequestSegment> Segments(IReadOnlyList<(OrgId Org, RequestRecord Record)> gathered)
    {
        var segments = new List<RequestSegment>();
        foreach (var records in gathered.GroupBy(one => one.Org, one => one.Record))
        {
            var sorted = records.OrderBy(record => record.At).ToList();
            for (var start = 0; start < sorted.Count; )
            {
                var end = start + 1;
                while (
                    end < sorted.Count && end - start < RequestSegment.MostRecords && IsNear(sorted[start], sorted[end])
                )
                    end++;
                segments.Add(
                    new RequestSegment
                    {
                        Place = RequestSegment.TimeOf(sorted[start].At) + RandomNumberGenerator.GetHexString(16, true),
                        OrgId = records.Key,
                        Records = [.. sorted[start..end]],
                    }
                );
                start = end;
            }
        }

        return segments;
    }

    private static bool IsNear(RequestRecord first, RequestRecord other) =>
        other.At - first.At <= RequestSegment.MostSpan;
}

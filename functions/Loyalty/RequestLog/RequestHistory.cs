using System.Globalization;

namespace Loyalty.RequestLog;

/// <summary>Shows an organisation's requests, and forgets those whose time is over.</summary>
public sealed class RequestHistory(IRequestLog log, RequestRecorder recorder, RetentionOf retention, TimeProvider time)
{
    /// <summary>Most segments that one page is looked for in.</summary>
    public const int MostLookedAt = 100;

    /// <summary>Most segments that are removed in one run.</summary>
    public const int MostForgotten = 100_000;

    private const int Portion = 25;

    // Places are hexadecimal, so this is behind them all.
    private const string Behind = "g";

    /// <summary>Requests, newest first; a page may be short, and still lead on. What this process has answered so far is
    /// in it, what others answered within their <see cref="RequestLogOptions.WriteEvery"/> may not be.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest. Opaque; one not given out here is an
    /// <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Page<RequestDocument>> ListAsync(
        OrgId org,
        RequestFilter filter,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var (before, left) = cursor is null ? (EndOf(filter), int.MaxValue) : Parse(cursor);
        await recorder.FlushAsync(cancellationToken);
        var kept = time.GetUtcNow().AddDays(-await retention(org, cancellationToken));
        filter = filter with { From = filter.From > kept ? filter.From : kept };
        var from = RequestSegment.TimeOf(filter.From.Value - RequestSegment.MostSpan);
        var term = RequestTerms.Of(filter);

        var found = new List<RequestDocument>();
        var last = "";
        for (var looked = 0; looked < MostLookedAt; looked += Portion)
        {
            var segments = await log.ReadAsync(org, term, from, before, Portion, cancellationToken);
            foreach (var segment in segments)
            {
                for (var i = Math.Min(left, segment.Records.Length) - 1; i >= 0; i--)
                {
                    if (!filter.Matches(segment.Records[i]))
                        continue;
                    if (found.Count == limit)
                        return new Page<RequestDocument>(found, last);
                    found.Add(RequestDocument.Of(segment.Records[i]));
                    last = CursorOf(segment, i);
                }

                (before, left) = (segment.Place, int.MaxValue);
            }

            if (segments.Count < Portion)
                return new Page<RequestDocument>(found, null);
        }

        return new Page<RequestDocument>(found, before);
    }

    /// <summary>Removes what is kept no longer; at most <see cref="MostForgotten"/> segments.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        for (var removed = 0; removed < MostForgotten; removed += Portion)
            if (await log.ForgetAsync(before, Portion, cancellationToken) < Portion)
                return;
    }

    private static string EndOf(RequestFilter filter) => filter.To is { } to ? RequestSegment.TimeOf(to) : Behind;

    /// <summary>The segment that the page ended in, and how many of its requests are still to come; only the segment,
    /// where none are.</summary>
    private static string CursorOf(RequestSegment segment, int left) =>
        left == 0 ? segment.Place : string.Create(CultureInfo.InvariantCulture, $"{segment.Place}{left:x2}");

    private static (string Before, int Left) Parse(string cursor)
    {
        if (RequestSegment.IsPlace(cursor))
            return (cursor, int.MaxValue);
        return
            cursor.Length > 2
            && RequestSegment.IsPlace(cursor[..^2])
            && int.TryParse(cursor[^2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var left)
            && left > 0
            // So that the segment itself is among what is before it.
            ? (cursor[..^2] + Behind, left)
            : throw new UnknownCursorException();
    }
}

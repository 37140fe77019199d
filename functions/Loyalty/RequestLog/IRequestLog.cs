namespace Loyalty.RequestLog;

/// <summary>Port: where requests are kept for a while.</summary>
public interface IRequestLog
{
    /// <summary>Stores a segment; one that is stored already changes nothing.</summary>
    Task AppendAsync(RequestSegment segment, CancellationToken cancellationToken);

    /// <summary>An organisation's segments that stand under a word of <see cref="RequestTerms"/>, the latest place
    /// first.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="term">The word.</param>
    /// <param name="from">From this place on; any beginning of one.</param>
    /// <param name="before">Before this place.</param>
    /// <param name="limit">Maximum number of segments.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<RequestSegment>> ReadAsync(
        OrgId org,
        string term,
        string from,
        string before,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>An organisation's segments in the order in which they were stored, each once.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="cursor">Where the part before ended; null = from the first that is kept.</param>
    /// <param name="limit">Maximum number of segments.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<SegmentPage> JournalAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Removes segments of all organisations whose time is over; nothing where the store does so itself.</summary>
    /// <param name="before">Those that are kept until before that.</param>
    /// <param name="most">Maximum number of segments.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were removed.</returns>
    Task<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}

/// <summary>A part of an organisation's segments in the order in which they were stored.</summary>
/// <param name="Segments">This part.</param>
/// <param name="Cursor">What to ask with for what follows; also at the end, where later ones will follow.</param>
/// <param name="IsEnd">Whether nothing follows yet.</param>
public sealed record SegmentPage(IReadOnlyList<RequestSegment> Segments, string Cursor, bool IsEnd);

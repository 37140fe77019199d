namespace Loyalty.Programs;

/// <summary>Port: what was issued, by id, by client and time, and what is to be looked after.</summary>
public interface IIssueStore
{
    /// <summary>Stores a new issue durably; null, or the one that has its id already (nothing is written).</summary>
    Task<Versioned<Issue>?> CreateAsync(Issue issue, CancellationToken cancellationToken);

    /// <summary>The issue, or null.</summary>
    ValueTask<Versioned<Issue>?> FindAsync(EntryId id, CancellationToken cancellationToken);

    /// <summary>Replaces the issue that was read with <paramref name="etag"/>; false when it has changed since (nothing is
    /// written).</summary>
    Task<bool> ReplaceAsync(Issue issue, string etag, CancellationToken cancellationToken);

    /// <summary>A client's issues, newest first, along an index.</summary>
    /// <param name="search">Which.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest. Opaque; one not given out by the store is
    /// an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<Issue>> PageAsync(IssueSearch search, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>An organisation's issues that are still pending, newest first, along an index.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest. Opaque; one not given out by the store is
    /// an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<Issue>> PendingAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Issues that are due before an instant, the longest overdue first.</summary>
    Task<IReadOnlyList<Issue>> DueAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

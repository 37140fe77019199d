using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger;

/// <summary>Port: accounts and entries. Every write is a create, or a replace with the tag that was read.</summary>
public interface ILedgerStore
{
    /// <summary>How old an entry is, at most, before the journal shows it; zero where this process alone writes.</summary>
    TimeSpan JournalLag { get; }

    /// <summary>The account, or null before its first posted entry. A point read.</summary>
    ValueTask<Versioned<Account>?> LoadAsync(AccountKey key, CancellationToken cancellationToken);

    /// <summary>Writes the batch durably, all of it or nothing. Faults (the store cannot be reached) are thrown; the
    /// batch may then be stored or not.</summary>
    /// <exception cref="ArgumentException">More than <see cref="LedgerBatch.MaxOperations"/>, or more than one member.</exception>
    Task<CommitOutcome> CommitAsync(LedgerBatch batch, CancellationToken cancellationToken);

    /// <summary>The member's entries among these ids, in no order; those that do not exist are left out.</summary>
    Task<IReadOnlyList<LedgerEntry>> FindAsync(
        MemberKey member,
        IReadOnlyCollection<EntryId> ids,
        CancellationToken cancellationToken
    );

    /// <summary>The account's entries, newest first, refused ones included.</summary>
    /// <param name="key">The account.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest. Opaque; one not given out by the store
    /// is an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<LedgerEntry>> PageAsync(AccountKey key, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>The organisation's entry with this id, whoever's it is, or null. For people who look something up; on the
    /// way of a request the member is known.</summary>
    Task<LedgerEntry?> FindAsync(OrgId org, EntryId id, CancellationToken cancellationToken);

    /// <summary>
    /// The organisation's entries that match, newest first. A page may be shorter than asked for, also empty, and still
    /// lead on: see <see cref="EntrySearch.MostLookedAt"/>.
    /// </summary>
    /// <param name="search">What to look for.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest. Opaque, and good for the same search
    /// alone; one not given out by the store is an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<LedgerEntry>> SearchAsync(
        EntrySearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// All entries of an organisation in an order in which nothing ever comes before a cursor that was given out: whoever
    /// follows it from cursor to cursor sees each entry exactly once.
    /// </summary>
    /// <param name="org">The organisation.</param>
    /// <param name="cursor">Where the part before ended; null = from the first. Opaque; one not given out by the store is
    /// an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<JournalPage> JournalAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Accounts with points whose last day is before <paramref name="day"/>, the longest overdue first.</summary>
    Task<IReadOnlyList<AccountKey>> DueAsync(DateOnly day, int limit, CancellationToken cancellationToken);

    /// <summary>Accounts with holds that have expired at an instant, the longest overdue first. Along an index: others cost
    /// nothing.</summary>
    Task<IReadOnlyList<AccountKey>> HoldsDueAsync(DateTimeOffset at, int limit, CancellationToken cancellationToken);

    /// <summary>A program's accounts with points that expire by <paramref name="day"/> and whose member was not told of
    /// it, the earliest first. Along an index: others cost nothing.</summary>
    Task<IReadOnlyList<AccountKey>> UntoldAsync(
        OrgId org,
        ProgramId program,
        DateOnly day,
        int limit,
        CancellationToken cancellationToken
    );
}

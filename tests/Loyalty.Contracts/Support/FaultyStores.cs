using Loyalty.Budgets;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts.Support;

/// <summary>
/// A ledger and budgets that fail now and then, before or after a commit is stored; and that look at every commit of a
/// budget.
/// </summary>
public class FaultyStores(ILedgerStore ledger, IBudgetStore budgets, int seed, double faults, Points limit)
    : ILedgerStore,
        IBudgetStore
{
    private readonly Random random = new(seed);
    private int happened;
    private long mostHeld;

    /// <summary>How many faults there were.</summary>
    public int Happened => happened;

    /// <summary>The most that was used and reserved at any time.</summary>
    public long MostHeld => mostHeld;

    public bool IsOver { get; set; }

    public TimeSpan JournalLag => ledger.JournalLag;

    public ValueTask<Versioned<Account>?> LoadAsync(AccountKey key, CancellationToken cancellationToken) =>
        ledger.LoadAsync(key, cancellationToken);

    public async Task<CommitOutcome> CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        MayFail();
        var outcome = await ledger.CommitAsync(batch, cancellationToken);
        MayFail();
        return outcome;
    }

    public Task<IReadOnlyList<LedgerEntry>> FindAsync(
        MemberKey member,
        IReadOnlyCollection<EntryId> ids,
        CancellationToken cancellationToken
    ) => ledger.FindAsync(member, ids, cancellationToken);

    public Task<Page<LedgerEntry>> PageAsync(
        AccountKey key,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => ledger.PageAsync(key, cursor, limit, cancellationToken);

    public Task<LedgerEntry?> FindAsync(OrgId org, EntryId id, CancellationToken cancellationToken) =>
        ledger.FindAsync(org, id, cancellationToken);

    public Task<Page<LedgerEntry>> SearchAsync(
        EntrySearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => ledger.SearchAsync(search, cursor, limit, cancellationToken);

    public Task<JournalPage> JournalAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken) =>
        ledger.JournalAsync(org, cursor, limit, cancellationToken);

    public Task<IReadOnlyList<AccountKey>> DueAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        ledger.DueAsync(day, limit, cancellationToken);

    public Task<IReadOnlyList<AccountKey>> HoldsDueAsync(
        DateTimeOffset at,
        int limit,
        CancellationToken cancellationToken
    ) => ledger.HoldsDueAsync(at, limit, cancellationToken);

    public Task<IReadOnlyList<AccountKey>> UntoldAsync(
        OrgId org,
        ProgramId program,
        DateOnly day,
        int limit,
        CancellationToken cancellationToken
    ) => ledger.UntoldAsync(org, program, day, limit, cancellationToken);

    public ValueTask<Versioned<Budget>?> FindAsync(BudgetKey key, CancellationToken cancellationToken) =>
        budgets.FindAsync(key, cancellationToken);

    public Task<IReadOnlyList<Reservation>> ReservationsAsync(
        BudgetKey key,
        IReadOnlyCollection<EntryId> entries,
        CancellationToken cancellationToken
    ) => budgets.ReservationsAsync(key, entries, cancellationToken);

    public async Task<BudgetCommit> CommitAsync(BudgetWrite write, CancellationToken cancellationToken)
    {
        MayFail();
        var commit = await budgets.CommitAsync(write, cancellationToken);
        if (commit.Outcome == BudgetCommitOutcome.Committed)
        {
            var held = (write.After.Used + write.After.Reserved).Value;
            lock (random)
                mostHeld = Math.Max(mostHeld, held);
            Assert.True(held <= limit.Value, $"{held} of {limit} points are used or reserved.");
            Assert.True(write.After.Reserved >= Points.Zero, $"{write.After.Reserved} points are reserved.");
        }

        MayFail();
        return commit;
    }

    public Task<Page<Reservation>> OpenedBeforeAsync(
        DateTimeOffset before,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => budgets.OpenedBeforeAsync(before, cursor, limit, cancellationToken);

    protected virtual void MayFail()
    {
        bool fails;
        lock (random)
            fails = !IsOver && random.NextDouble() < faults;
        if (!fails)
            return;
        Interlocked.Increment(ref happened);
        throw new IOException("Lost.");
    }
}

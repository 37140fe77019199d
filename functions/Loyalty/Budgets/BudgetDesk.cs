using Microsoft.Extensions.Options;

namespace Loyalty.Budgets;

/// <summary>
/// Where points of a rule's budget are set aside before an entry is committed and counted after. Points that are set
/// aside are nobody else's, so a budget is never overspent; and they are set aside for an entry, not for a process, so
/// that whoever applies the message again goes on with exactly these.
/// </summary>
public sealed class BudgetDesk(IBudgetStore store, IOptions<BudgetOptions> options, TimeProvider time, Jitter jitter)
{
    private const int MaxLines = 10_000;
    private const int MaxAsks = 1000;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly CountedMap<BudgetKey, BudgetLine> lines = new();

    /// <summary>How far the budget of a rule is used up; zero for a rule that never had one.</summary>
    public async ValueTask<BudgetUse> UsedAsync(OrgId org, RuleId rule, CancellationToken cancellationToken) =>
        (await store.FindAsync(new BudgetKey(org, rule), cancellationToken))?.Value.Use ?? default;

    /// <summary>
    /// Sets points aside for entries of one account. Less than asked for is granted only if it is certain that no more
    /// can be had: what others have set aside is spent, or <see cref="BudgetOptions.Patience"/> is over.
    /// </summary>
    /// <param name="key">The budget.</param>
    /// <param name="limit">How large it is now.</param>
    /// <param name="asks">In the order in which they are to be decided; one at least.</param>
    /// <param name="cancellationToken">Cancels the waiting; what is reserved by then stays.</param>
    /// <returns>A grant for each of the first asks. The others are to be asked for again once those before them are
    /// settled, or, when there is no grant at all, after <see cref="WaitAsync"/>.</returns>
    /// <exception cref="BudgetContentionException">Gave up after too many conflicting writes.</exception>
    public async Task<IReadOnlyList<BudgetGrant>> ReserveAsync(
        BudgetKey key,
        Points limit,
        IReadOnlyList<BudgetAsk> asks,
        CancellationToken cancellationToken
    )
    {
        var work = new ReserveWork(key, limit, asks);
        await LineOf(key).RunAsync(work, cancellationToken);
        return work.Grants;
    }

    /// <summary>Waits a little for others to be settled.</summary>
    /// <param name="asked">How often nothing was granted so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BudgetContentionException">It was asked too often.</exception>
    public Task WaitAsync(int asked, CancellationToken cancellationToken)
    {
        if (asked > MaxAsks)
            throw new BudgetContentionException(MaxAsks);
        var longest = options.Value.RetryDelay * Math.Pow(2, Math.Min(asked - 1, 4));
        return Task.Delay(longest * jitter() + ShortestWait, time, cancellationToken);
    }

    /// <summary>
    /// Counts what entries moved and gives the rest of their reservations back. Of entries that have none, because they
    /// were settled before, nothing is counted.
    /// </summary>
    /// <param name="key">The budget.</param>
    /// <param name="settlements">What entries of the rule moved.</param>
    /// <param name="cancellationToken">Cancels the waiting; it may then be settled or not.</param>
    public Task SettleAsync(
        BudgetKey key,
        IReadOnlyCollection<Settlement> settlements,
        CancellationToken cancellationToken
    ) => LineOf(key).RunAsync(new SettleWork([.. settlements]), cancellationToken);

    /// <summary>Sets what the rule has moved by entries that name no reservation.</summary>
    public Task CountAsync(BudgetKey key, Points moved, CancellationToken cancellationToken) =>
        LineOf(key).RunAsync(new CountWork(moved), cancellationToken);

    /// <summary>Gives back what was set aside for an entry of which it is certain that it will never be.</summary>
    internal Task ForgetAsync(Reservation reservation, CancellationToken cancellationToken) =>
        LineOf(reservation.Budget).RunAsync(new ForgetWork(reservation), cancellationToken);

    private BudgetLine LineOf(BudgetKey key)
    {
        // Two lines for one budget do no harm, they only make each other's commits stale.
        if (lines.Count >= MaxLines)
            lines.Clear();
        return lines.GetOrAdd(key, key => new BudgetLine(key, store, options.Value, time, jitter));
    }
}

/// <summary>Sets points aside for entries of one account, in their order.</summary>
internal sealed class ReserveWork(BudgetKey key, Points limit, IReadOnlyList<BudgetAsk> asks) : BudgetWork
{
    private readonly List<BudgetGrant> grants = [];

    /// <summary>One for each of the first asks; those after them are to be asked again.</summary>
    public IReadOnlyList<BudgetGrant> Grants => grants;

    /// <inheritdoc/>
    public override IReadOnlyCollection<EntryId> Entries { get; } = [.. asks.Select(ask => ask.EntryId)];

    /// <summary>No: a reservation that exists is met when it is to be opened again.</summary>
    public override bool NeedsReservations => false;

    /// <inheritdoc/>
    public override void Apply(BudgetDraft draft)
    {
        grants.Clear();
        foreach (var ask in asks)
        {
            if (draft.Reserve(key, ask, limit) is not { } grant)
                return;
            grants.Add(grant);
        }
    }
}

/// <summary>Closes reservations.</summary>
internal sealed class SettleWork(IReadOnlyList<Settlement> settlements) : BudgetWork
{
    /// <inheritdoc/>
    public override IReadOnlyCollection<EntryId> Entries { get; } = [.. settlements.Select(settled => settled.EntryId)];

    /// <summary>Yes: how much was set aside stands in them.</summary>
    public override bool NeedsReservations => true;

    /// <inheritdoc/>
    public override void Apply(BudgetDraft draft)
    {
        foreach (var settlement in settlements)
            draft.Settle(settlement);
    }
}

/// <summary>Closes a reservation of which nothing will come.</summary>
internal sealed class ForgetWork(Reservation reservation) : BudgetWork
{
    /// <inheritdoc/>
    public override IReadOnlyCollection<EntryId> Entries { get; } = [reservation.EntryId];

    /// <summary>Yes: it may have changed meanwhile.</summary>
    public override bool NeedsReservations => true;

    /// <inheritdoc/>
    public override void Apply(BudgetDraft draft) => draft.Forget(reservation);
}

/// <summary>Sets what was moved without reservations.</summary>
internal sealed class CountWork(Points moved) : BudgetWork
{
    /// <inheritdoc/>
    public override IReadOnlyCollection<EntryId> Entries => [];

    /// <inheritdoc/>
    public override bool NeedsReservations => false;

    /// <inheritdoc/>
    public override void Apply(BudgetDraft draft) => draft.Count(moved);
}

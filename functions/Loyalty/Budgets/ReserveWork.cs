namespace Loyalty.Budgets;

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

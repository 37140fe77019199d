namespace Loyalty.Budgets;

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

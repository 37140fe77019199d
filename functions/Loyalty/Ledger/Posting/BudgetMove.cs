using Loyalty.Budgets;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>What entries move of their rule's budget.</summary>
public static class BudgetMove
{
    /// <summary>
    /// Points that an entry takes; negative = gives back. A reversal gives back all that it reverses, also what was
    /// forfeited: that part of the award or redemption is as if it had never been.
    /// </summary>
    public static Points Of(LedgerEntry entry) =>
        entry switch
        {
            { Status: EntryStatus.Failed } => Points.Zero,
            { Kind: EntryKind.Reverse } => -entry.Requested,
            { Points: var points } => points < Points.Zero ? -points : points,
        };

    /// <summary>What the budget is to hear of stored entries.</summary>
    internal static IReadOnlyCollection<Settlement> Settlements(IEnumerable<LedgerEntry> entries) =>
        [.. entries.Select(entry => new Settlement(entry.Id, entry.BudgetTicket, Of(entry)))];
}

namespace Loyalty.Ledger.Rules;

/// <summary>What entries move of the cap and the budget of their rule.</summary>
public static class RuleMove
{
    /// <summary>
    /// Points that an entry takes; negative = gives back. A hold takes them, because a redemption is to become of it. A
    /// reversal gives back all that it reverses, also what was forfeited: that part of the award or redemption is as if it
    /// had never been. So does the end of a hold with what is not redeemed.
    /// </summary>
    public static Points Of(LedgerEntry entry) =>
        entry switch
        {
            { Status: EntryStatus.Failed } => Points.Zero,
            { Kind: EntryKind.Reverse or EntryKind.Capture or EntryKind.Release } => -entry.Requested,
            { Points: var points } => points < Points.Zero ? -points : points,
        };
}

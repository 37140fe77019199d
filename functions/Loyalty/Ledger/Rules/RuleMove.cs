namespace Loyalty.Ledger.Rules;

/// <summary>What entries move of the cap and the budget of their rule.</summary>
public static class RuleMove
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
}

namespace Loyalty.Ledger.Rules;

/// <summary>The outcome of a command: the entry to record and the account as it then is.</summary>
/// <param name="Entry">Posted, or failed with its code.</param>
/// <param name="After">The next version of the account; when refused, the very account that was decided on.</param>
public sealed record Decision(LedgerEntry Entry, Account After)
{
    /// <summary>Whether points moved.</summary>
    public bool IsPosted => Entry.Status == EntryStatus.Success;
}

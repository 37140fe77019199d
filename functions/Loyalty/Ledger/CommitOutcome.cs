namespace Loyalty.Ledger;

/// <summary>What became of a batch. Unless committed, nothing of it is stored.</summary>
public enum CommitOutcome
{
    Committed = 0,

    /// <summary>An account has changed since it was read.</summary>
    Stale = 1,

    /// <summary>At least one of the entries exists already.</summary>
    Duplicate = 2,
}

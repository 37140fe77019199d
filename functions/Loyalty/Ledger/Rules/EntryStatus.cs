namespace Loyalty.Ledger.Rules;

/// <summary>Whether an entry moved points. Numbers are hashed into entries.</summary>
public enum EntryStatus
{
    /// <summary>Posted: part of the balance and of the hash chain.</summary>
    Success = 1,

    /// <summary>Refused: recorded so that a replay answers the same, and nothing else.</summary>
    Failed = 2,
}

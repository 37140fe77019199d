namespace Loyalty.Ledger.Rules;

/// <summary>What an entry did. Numbers are hashed into entries and never used again for something else.</summary>
public enum EntryKind
{
    Earn = 1,
    Redeem = 2,
    Adjust = 3,
    Issue = 4,
    Expire = 5,
    Reverse = 6,
    Hold = 7,
    Capture = 8,
    Release = 9,
}

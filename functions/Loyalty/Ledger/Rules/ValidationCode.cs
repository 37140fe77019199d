namespace Loyalty.Ledger.Rules;

/// <summary>
/// A one-time code with which a member spends points of an account at the till: everything but the code itself, which is
/// derived from this and a key that no store has.
/// </summary>
public sealed record ValidationCode
{
    /// <summary>Makes its text another one than that of any code before; 128 random bits.</summary>
    public required string Nonce { get; init; }

    /// <summary>How many characters its text has.</summary>
    public required int Length { get; init; }

    /// <summary>From when on it is good for nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How many texts may still be held against it. One is taken before a text is compared.</summary>
    public required int TriesLeft { get; init; }

    /// <summary>How often it was sent to the member.</summary>
    public int TimesSent { get; init; }

    /// <summary>Whether points can still be spent with it.</summary>
    public bool IsAlive(DateTimeOffset now) => now < ExpiresAt;

    /// <summary>Whether a text can still be held against it.</summary>
    public bool TakesTries(DateTimeOffset now) => IsAlive(now) && TriesLeft > 0;
}

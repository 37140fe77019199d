namespace Loyalty.Ledger.Proof;

/// <summary>Whether an entry stands in its account as it was posted.</summary>
public sealed record ChainProof
{
    /// <summary>Whether everything that was looked at is as it must be, and the end of the chain was reached.</summary>
    public required bool Verified { get; init; }

    /// <summary>The entry's number among the posted ones of its account; when refused, of the one before it.</summary>
    public required long Position { get; init; }

    /// <summary>How many entries are posted.</summary>
    public required long Length { get; init; }

    /// <summary>Hash of the latest posted entry, as the account has it.</summary>
    public required string Head { get; init; }

    /// <summary>What was looked at or what is wrong, in one sentence.</summary>
    public required string Detail { get; init; }
}

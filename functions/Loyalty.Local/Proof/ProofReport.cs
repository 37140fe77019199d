namespace Loyalty.Local.Proof;

/// <summary>What a proof found.</summary>
public sealed record ProofReport
{
    /// <summary>Each in one sentence; none = everything holds.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
    public required long Accounts { get; init; }

    /// <summary>All entries, refused ones included.</summary>
    public required long Entries { get; init; }

    /// <summary>Entries that moved points.</summary>
    public required long Posted { get; init; }

    /// <summary>Accepted requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Accepted requests that wait for their outcome in a queue or are parked.</summary>
    public required long Pending { get; init; }
}

namespace Loyalty.Corrections;

/// <summary>A wish to give a member points, or take some, outside of any rule.</summary>
public sealed record AdjustmentRequest
{
    public required OrgId OrgId { get; init; }
    public required MemberId MemberId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>How many; the sign says which way, and it is not zero.</summary>
    public required Points Points { get; init; }

    /// <summary>Why, in the caller's words; stands in the entry as its reference.</summary>
    public required string Reason { get; init; }
    public required ClientId ClientId { get; init; }

    /// <summary>The key by which the same wish sent again is known; null = it is a new one each time.</summary>
    public RequestId? IdempotencyKey { get; init; }

    /// <summary>What the key was sent with, hashed; stands in the entry, so that the books show what its key stands for.
    /// Null = there is no key.</summary>
    public string? ContentHash { get; init; }
}

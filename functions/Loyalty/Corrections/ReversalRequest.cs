namespace Loyalty.Corrections;

/// <summary>A wish to take an entry back, wholly or in part.</summary>
public sealed record ReversalRequest
{
    public required OrgId OrgId { get; init; }

    /// <summary>The entry to take back.</summary>
    public required EntryId EntryId { get; init; }

    /// <summary>How many of its points, at least 1; null = all that are left of it.</summary>
    public Points? Points { get; init; }

    /// <summary>Why, in the caller's words; stands in the entry as its reference.</summary>
    public required string Reason { get; init; }
    public required ClientId ClientId { get; init; }

    /// <summary>The key by which the same wish sent again is known; null = it is a new one each time.</summary>
    public RequestId? IdempotencyKey { get; init; }

    /// <summary>What the key was sent with, hashed; stands in the entry, so that the books show what its key stands for.
    /// Null = there is no key.</summary>
    public string? ContentHash { get; init; }
}

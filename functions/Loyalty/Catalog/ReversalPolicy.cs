namespace Loyalty.Catalog;

/// <summary>What a reversal does where the world has moved on since the reversed entry.</summary>
public sealed record ReversalPolicy
{
    /// <summary>
    /// Days that points get whose bucket has expired before a reversal gives them back, counted from the reversal;
    /// 0 = they are forfeited.
    /// </summary>
    public int GraceDays { get; init; }

    /// <summary>
    /// Whether an award can be reversed after its points are spent. The balance then goes below zero and later awards
    /// fill it first; otherwise the reversal is refused.
    /// </summary>
    public bool AllowNegativeBalance { get; init; }
}

namespace Loyalty.Catalog;

/// <summary>What a redemption at the point of sale must satisfy.</summary>
public sealed record RedemptionPolicy
{
    public Points MultipleOf { get; init; } = new(1);
    public Points Minimum { get; init; } = new(1);

    /// <summary>Most points in one redemption; null = no limit.</summary>
    public Points? Maximum { get; init; }
    public RedemptionValidation Validation { get; init; }

    /// <summary>How long a validation code lives, in minutes.</summary>
    public int CodeMinutes { get; init; } = 10;
}

namespace Loyalty.Management.Programs;

/// <summary>What a redemption at the point of sale must satisfy, as callers see it.</summary>
/// <param name="MultipleOf">Points are redeemed in multiples of it.</param>
/// <param name="Minimum">Fewest points in one redemption.</param>
/// <param name="Maximum">Most points in one redemption; null = no limit.</param>
/// <param name="Validation"><c>none</c> or <c>otp</c>.</param>
/// <param name="CodeMinutes">How long a validation code lives, in minutes.</param>
public sealed record RedemptionDocument(
    Points MultipleOf,
    Points Minimum,
    Points? Maximum,
    string Validation,
    int CodeMinutes
);

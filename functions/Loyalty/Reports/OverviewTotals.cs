namespace Loyalty.Reports;

/// <summary>Sums over all time, as it was done: reversals and adjustments are not taken off.</summary>
public sealed record OverviewTotals(Points Earned, Points Redeemed, Points Expired);

namespace Loyalty.Reports;

/// <summary>What members can spend today.</summary>
/// <param name="Points">All of it.</param>
/// <param name="Money">What it is worth, to the hundredth.</param>
/// <param name="Currency">ISO 4217 code of that.</param>
public sealed record OverviewOutstanding(Points Points, decimal Money, string Currency);

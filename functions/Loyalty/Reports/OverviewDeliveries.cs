namespace Loyalty.Reports;

/// <summary>Callbacks that are not delivered yet; counting stops at <see cref="Overview.MostCounted"/>.</summary>
/// <param name="Pending">Those that will be tried again.</param>
/// <param name="Parked">Those that were given up.</param>
public sealed record OverviewDeliveries(int Pending, int Parked);

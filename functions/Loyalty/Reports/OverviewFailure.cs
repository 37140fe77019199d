namespace Loyalty.Reports;

/// <summary>How often requests were refused for one reason.</summary>
/// <param name="Code">By the table of refusals.</param>
/// <param name="Count">How often.</param>
public sealed record OverviewFailure(string Code, long Count);

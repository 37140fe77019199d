namespace Loyalty.Reports;

/// <summary>How often something was refused for one reason.</summary>
public readonly record struct FailureCount(Refusal Code, long Count);

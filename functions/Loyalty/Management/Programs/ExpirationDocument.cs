namespace Loyalty.Management.Programs;

/// <summary>The life of awarded points as callers see it; one of the two is set.</summary>
public sealed record ExpirationDocument(int? Days, int? Months);

namespace Loyalty.Management.Programs;

/// <summary>What reversals do where the world has moved on, as callers see it.</summary>
public sealed record ReversalDocument(int GraceDays, bool AllowNegativeBalance);

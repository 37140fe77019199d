namespace Loyalty.Management.Members;

/// <summary>Points that expire together, as callers of the management API see them.</summary>
/// <param name="ExpirationDate">The last date on which they can be spent; null = they never expire.</param>
/// <param name="Points">How many.</param>
public sealed record BucketDocument(DateOnly? ExpirationDate, Points Points);

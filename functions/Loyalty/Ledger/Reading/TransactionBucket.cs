namespace Loyalty.Ledger.Reading;

/// <summary>What a transaction did to the points of one expiry.</summary>
/// <param name="ExpirationDate">Their last date; null = they never expire.</param>
/// <param name="Points">How many, signed.</param>
public sealed record TransactionBucket(DateOnly? ExpirationDate, Points Points);

namespace Loyalty.Ledger.Rules;

/// <summary>Points that expire together. In an account: what is left. In an entry: what it changed, signed.</summary>
/// <param name="ExpiresOn">The last date, in the program's time zone, on which they can be spent; null = never expire.</param>
/// <param name="Points">How many.</param>
public readonly record struct Bucket(DateOnly? ExpiresOn, Points Points);

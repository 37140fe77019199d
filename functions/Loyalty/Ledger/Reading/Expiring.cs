namespace Loyalty.Ledger.Reading;

/// <summary>Points that expire together.</summary>
/// <param name="ExpirationDate">The last date on which they can be spent.</param>
/// <param name="Points">How many.</param>
public sealed record Expiring(DateOnly ExpirationDate, Points Points);

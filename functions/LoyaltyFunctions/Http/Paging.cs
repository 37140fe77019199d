namespace LoyaltyFunctions.Http;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Cursor">Where the part before ended, as the store said; null = from the first.</param>
/// <param name="Limit">Maximum number of items.</param>
/// <param name="Seal">Makes of where this part ends what callers see of it.</param>
public sealed record Paging(string? Cursor, int Limit, Func<string, string> Seal);

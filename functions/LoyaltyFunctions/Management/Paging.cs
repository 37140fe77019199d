namespace LoyaltyFunctions.Management;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Cursor">Where the part before ended; null = from the first.</param>
/// <param name="Limit">Maximum number of items.</param>
public sealed record Paging(string? Cursor, int Limit);

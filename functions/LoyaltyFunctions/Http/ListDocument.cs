namespace LoyaltyFunctions.Http;

/// <summary>A page of a list on the wire.</summary>
internal sealed record ListDocument<T>(IReadOnlyList<T> Items, string? NextCursor);

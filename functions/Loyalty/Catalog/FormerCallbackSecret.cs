namespace Loyalty.Catalog;

/// <summary>A callback secret that has been replaced.</summary>
/// <param name="Sealed">The secret, sealed by the data key.</param>
/// <param name="ExpiresAt">First instant at which it no longer signs.</param>
public sealed record FormerCallbackSecret(string Sealed, DateTimeOffset ExpiresAt);

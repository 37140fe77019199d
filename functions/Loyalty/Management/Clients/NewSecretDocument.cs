namespace Loyalty.Management.Clients;

/// <summary>A new secret, shown this once.</summary>
/// <param name="N">Its number.</param>
/// <param name="ClientSecret">The secret; null in a replay, because only its hash is kept.</param>
public sealed record NewSecretDocument(int N, string? ClientSecret);

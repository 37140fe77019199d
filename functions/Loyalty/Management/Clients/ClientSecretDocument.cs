using Loyalty.Catalog;

namespace Loyalty.Management.Clients;

/// <summary>A client's secret as callers see it: not the secret.</summary>
/// <param name="N">Its number, from 1.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">First instant at which it no longer works; null = until removed.</param>
public sealed record ClientSecretDocument(int N, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    internal static ClientSecretDocument Of(ClientSecret secret) => new(secret.N, secret.CreatedAt, secret.ExpiresAt);
}

using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Signing;

namespace Loyalty.Management.Clients;

/// <summary>A client as callers see it: no secret, and no hash of one.</summary>
public record ClientDocument
{
    public required ClientId ClientId { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary><c>optional</c> or <c>required</c>.</summary>
    public required string Signature { get; init; }
    public required IReadOnlyList<ClientKeyDocument> Keys { get; init; }
    public required IReadOnlyList<string> CallbackHosts { get; init; }

    /// <summary><c>ecdsa</c> or <c>rsa</c>.</summary>
    public required string CallbackSigning { get; init; }

    /// <summary>Whether its callbacks carry a <c>webhook-signature</c>.</summary>
    public required bool HasCallbackSecret { get; init; }

    /// <summary>Callback secrets that have been replaced and still sign beside the present one, the latest first.</summary>
    public required IReadOnlyList<FormerCallbackSecretDocument> FormerCallbackSecrets { get; init; }
    public required string? Partner { get; init; }
    public required bool Disabled { get; init; }
    public required IReadOnlyList<ClientSecretDocument> Secrets { get; init; }
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>In lists only: what a change of this row must name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Etag { get; init; }

    internal static ClientDocument Of(Client client) =>
        new()
        {
            ClientId = client.ClientId,
            Name = client.Name,
            Scopes = client.Scopes,
            Signature = Words.Of(client.Signature),
            Keys = [.. client.Keys.Select(ClientKeyDocument.Of)],
            CallbackHosts = client.CallbackHosts,
            CallbackSigning = ClientDraft.WordOf(client.CallbackSigning),
            HasCallbackSecret = client.SealedCallbackSecret is not null,
            FormerCallbackSecrets =
            [
                .. client.FormerCallbackSecrets.Select(one => new FormerCallbackSecretDocument(one.ExpiresAt)),
            ],
            Partner = client.Partner,
            Disabled = client.Disabled,
            Secrets = [.. client.Secrets.Select(ClientSecretDocument.Of)],
            CreatedAt = client.CreatedAt,
        };
}

/// <summary>A client that was just created, with its secrets, which are shown this once.</summary>
public sealed record CreatedClientDocument : ClientDocument
{
    /// <summary>Null in a replay, because only its hash is kept.</summary>
    public required string? ClientSecret { get; init; }

    /// <summary><c>whsec_…</c>; null in a replay.</summary>
    public required string? CallbackSecret { get; init; }

    /// <summary>The client with its secrets.</summary>
    [SetsRequiredMembers]
    internal CreatedClientDocument(ClientDocument client, string? clientSecret, string? callbackSecret)
        : base(client)
    {
        ClientSecret = clientSecret;
        CallbackSecret = callbackSecret;
    }
}

/// <summary>A key that a client signs with, as callers see it.</summary>
/// <param name="KeyId">The name under which signatures refer to it.</param>
/// <param name="PublicKeyPem">The PEM text as it was sent.</param>
/// <param name="Algorithm">What it verifies: <c>RSA-SHA256</c> or <c>ECDSA-SHA256</c>.</param>
/// <param name="Thumbprint">SHA-256 of its SubjectPublicKeyInfo, base64url.</param>
public sealed record ClientKeyDocument(string KeyId, string PublicKeyPem, string Algorithm, string Thumbprint)
{
    internal static ClientKeyDocument Of(ClientKey key)
    {
        if (!PublicKey.TryFromPem(key.KeyId, key.PublicKeyPem, out var parsed, out var fault))
            throw new InvalidOperationException($"The stored client key {key.KeyId} cannot be read: {fault}");
        var thumbprint = Base64Url.EncodeToString(SHA256.HashData(parsed.ToSubjectPublicKeyInfo()));
        return new ClientKeyDocument(key.KeyId, key.PublicKeyPem, parsed.Algorithm.HeaderName(), thumbprint);
    }
}

/// <summary>A callback secret that has been replaced, as callers see it: not the secret.</summary>
/// <param name="ExpiresAt">First instant at which it no longer signs.</param>
public sealed record FormerCallbackSecretDocument(DateTimeOffset ExpiresAt);

/// <summary>A client's secret as callers see it: not the secret.</summary>
/// <param name="N">Its number, from 1.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">First instant at which it no longer works; null = until removed.</param>
public sealed record ClientSecretDocument(int N, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    internal static ClientSecretDocument Of(ClientSecret secret) => new(secret.N, secret.CreatedAt, secret.ExpiresAt);
}

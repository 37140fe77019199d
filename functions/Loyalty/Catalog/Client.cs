using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>A partner's client: who may call, how its requests are signed, where its callbacks may go.</summary>
public sealed record Client : ICatalogDocument<Client>
{
    public required ClientId ClientId { get; init; }
    public required OrgId OrgId { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The partner that the client acts for, as its requests name it (seed 002); null = none.</summary>
    public string? Partner { get; init; }
    public SignaturePolicy Signature { get; init; }

    /// <summary>At most two live keys, so that one can replace the other without a gap.</summary>
    public IReadOnlyList<ClientKey> Keys { get; init; } = [];

    /// <summary>Host names or addresses, without port, that callbacks may go to; empty = any public host.</summary>
    public IReadOnlyList<string> CallbackHosts { get; init; } = [];
    public CallbackSigning CallbackSigning { get; init; }

    /// <summary>The Standard Webhooks secret, sealed by the data key; null = callbacks carry no webhook-signature.</summary>
    public string? SealedCallbackSecret { get; init; }

    /// <summary>Callback secrets that have been replaced and sign beside the present one for a while, the latest
    /// first.</summary>
    public IReadOnlyList<FormerCallbackSecret> FormerCallbackSecrets { get; init; } = [];
    public IReadOnlyList<ClientSecret> Secrets { get; init; } = [];

    /// <summary>The number of the latest secret that was made since the client was created, though it may be gone.</summary>
    public int LastSecretN { get; init; }
    public bool Disabled { get; init; }

    /// <summary>When it was created; null = by the product itself.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public static string Kind => "client";

    /// <inheritdoc/>
    public static JsonTypeInfo<Client> Json => CatalogJson.Default.Client;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(ClientId);

    /// <summary>A token request names the client alone, so clients are found without their organisation.</summary>
    public static CatalogKey KeyOf(ClientId client) => new(client.Value, client.Value);
}

/// <summary>Whether a client's requests must be signed. One that is signed must verify either way.</summary>
public enum SignaturePolicy
{
    Optional = 0,
    Required = 1,
}

using System.Text.Json.Serialization;
using Loyalty.Catalog;
using Loyalty.Json;

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
            Partner = client.Partner,
            Disabled = client.Disabled,
            Secrets = [.. client.Secrets.Select(ClientSecretDocument.Of)],
            CreatedAt = client.CreatedAt,
        };
}

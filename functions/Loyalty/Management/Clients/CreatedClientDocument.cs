namespace Loyalty.Management.Clients;

/// <summary>A client that was just created, with its secrets, which are shown this once.</summary>
public sealed record CreatedClientDocument : ClientDocument
{
    /// <summary>Null in a replay, because only its hash is kept.</summary>
    public required string? ClientSecret { get; init; }

    /// <summary><c>whsec_…</c>; null in a replay.</summary>
    public required string? CallbackSecret { get; init; }

    internal static CreatedClientDocument Of(ClientDocument client, string? clientSecret, string? callbackSecret) =>
        new()
        {
            ClientId = client.ClientId,
            Name = client.Name,
            Scopes = client.Scopes,
            Signature = client.Signature,
            Keys = client.Keys,
            CallbackHosts = client.CallbackHosts,
            CallbackSigning = client.CallbackSigning,
            HasCallbackSecret = client.HasCallbackSecret,
            Partner = client.Partner,
            Disabled = client.Disabled,
            Secrets = client.Secrets,
            CreatedAt = client.CreatedAt,
            ClientSecret = clientSecret,
            CallbackSecret = callbackSecret,
        };
}

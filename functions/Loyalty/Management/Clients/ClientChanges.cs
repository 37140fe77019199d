using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Clients;

/// <summary>
/// Changes clients. None may disable itself or give up <c>manage</c>: whoever asks goes on to be able to, so no
/// organisation locks itself out. That it is still able to is for <see cref="Managers"/> to say.
/// </summary>
public sealed class ClientChanges(ClientFile file, Managers managers, IOptions<ManagementOptions> options)
{
    /// <summary>Replaces what a caller may say of a client.</summary>
    public Task<Outcome<ClientDocument>> ChangeAsync(
        Caller caller,
        string clientId,
        IfMatch? ifMatch,
        JsonFields fields,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            caller,
            clientId,
            ifMatch,
            "update",
            fields,
            client =>
            {
                var changed = ClientDraft.Read(fields, client, options.Value);
                return client.ClientId == caller.ClientId && !changed.Scopes.Contains(Scopes.Manage)
                    ? (changed, "A client cannot give up its own manage scope.")
                    : (changed, null);
            },
            cancellationToken
        );

    /// <summary>Replaces a client's keys.</summary>
    public Task<Outcome<ClientDocument>> ChangeKeysAsync(
        Caller caller,
        string clientId,
        IfMatch? ifMatch,
        JsonFields fields,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            caller,
            clientId,
            ifMatch,
            "change-keys",
            fields,
            client => (ClientDraft.ReadKeys(fields, client, options.Value), null),
            cancellationToken
        );

    /// <summary>Has everything that the client sends refused from now on, whatever token it has.</summary>
    public Task<Outcome<ClientDocument>> DisableAsync(
        Caller caller,
        string clientId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            caller,
            clientId,
            ifMatch,
            "disable",
            fields: null,
            client =>
                (
                    client with
                    {
                        Disabled = true,
                    },
                    client.ClientId == caller.ClientId ? "A client cannot disable itself."
                    : client.Disabled ? "The client is disabled."
                    : null
                ),
            cancellationToken
        );

    /// <summary>Takes that back.</summary>
    public Task<Outcome<ClientDocument>> EnableAsync(
        Caller caller,
        string clientId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            caller,
            clientId,
            ifMatch,
            "enable",
            fields: null,
            client => (client with { Disabled = false }, client.Disabled ? null : "The client is not disabled."),
            cancellationToken
        );

    private async Task<Outcome<ClientDocument>> ChangeAsync(
        Caller caller,
        string clientId,
        IfMatch? ifMatch,
        string action,
        JsonFields? fields,
        Func<Client, (Client Changed, string? IllegalBecause)> change,
        CancellationToken cancellationToken
    )
    {
        if (await file.ReadAsync(caller, clientId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        var (changed, illegal) = change(found.Value);
        if (fields?.Errors is { Count: > 0 } errors)
            return Problem.Invalid(errors);
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        if (illegal is not null)
            return Problem.IllegalStep(illegal);
        if (
            await managers.MayReplaceAsync(caller, found.Value, changed, cancellationToken)
            is var lost
                and not Refusal.None
        )
            return lost;
        var etag = await file.ReplaceAsync(caller, action, found, changed, cancellationToken);
        return Outcomes.Changed(ClientDocument.Of(changed), etag);
    }
}

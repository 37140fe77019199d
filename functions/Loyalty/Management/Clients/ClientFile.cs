using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Management.Clients;

/// <summary>Reads and replaces the clients of a caller's organisation.</summary>
public sealed class ClientFile(ICatalog store, CachedCatalog catalog, AuditRecords audit)
{
    internal const string Kind = "client";

    /// <summary>The client as it is stored; null = the organisation has none of that id.</summary>
    internal async ValueTask<Versioned<Client>?> ReadAsync(
        Caller caller,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        ClientId.TryParse(clientId, out var id)
        && await store.FindAsync<Client>(Client.KeyOf(id), cancellationToken) is { } found
        && found.Value.OrgId == caller.OrgId
            ? found
            : null;

    /// <summary>Writes the changed client with the record of it; null = somebody else was faster.</summary>
    internal Task<string?> ReplaceAsync(
        Caller caller,
        string action,
        Versioned<Client> found,
        Client changed,
        CancellationToken cancellationToken
    )
    {
        var record = audit.Of(
            caller,
            action,
            Kind,
            changed.ClientId.Value,
            ClientDocument.Of(found.Value),
            ClientDocument.Of(changed)
        );
        return catalog.ReplaceAsync(changed, found.ETag, record, cancellationToken);
    }

    /// <summary>Writes a new client with the record of it; null = it is there.</summary>
    /// <remarks>The listing comes first: it may lead to a client that never came to be, but no client is left out of
    /// its organisation's list.</remarks>
    internal async Task<string?> CreateAsync(Caller caller, Client client, CancellationToken cancellationToken)
    {
        await catalog.CreateAsync(
            new ClientListing { OrgId = client.OrgId, ClientId = client.ClientId },
            cancellationToken
        );
        var record = audit.Of(caller, "create", Kind, client.ClientId.Value, null, ClientDocument.Of(client));
        return await catalog.CreateAsync(client, record, cancellationToken);
    }
}

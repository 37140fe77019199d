using Loyalty.Catalog;
using Loyalty.Notifications;
using Loyalty.Signing;

namespace Loyalty.Callbacks;

/// <summary>Finds who is to receive a message: a client, or the gateway of an organisation.</summary>
public sealed class Receivers(CachedCatalog catalog, IKeyRing keys, TimeProvider time)
{
    /// <summary>The receiver; null with the word for why there is none.</summary>
    internal async ValueTask<(Receiver? Receiver, string Fault)> FindAsync(
        CallbackMessage message,
        CancellationToken cancellationToken
    )
    {
        if (message.ClientId is not { } id)
            return await GatewayAsync(message, cancellationToken);
        var client = await catalog.FindAsync<Client>(Client.KeyOf(id), cancellationToken);
        return client is null or { Disabled: true }
            ? (null, CallbackFaults.Client)
            : (Receiver.Of(message, client), "");
    }

    private async ValueTask<(Receiver? Receiver, string Fault)> GatewayAsync(
        CallbackMessage message,
        CancellationToken cancellationToken
    )
    {
        var organisation = await catalog.OrganisationAsync(message.OrgId, cancellationToken);
        if (organisation.Notifications is not { } gateway)
            return (null, CallbackFaults.Gateway);
        var kept = Notification.Read(message.Payload);
        if (kept.ExpiresAt <= time.GetUtcNow())
            return (null, CallbackFaults.Late);
        if (kept.Open(keys.DataKey) is not { } notification)
            return (null, CallbackFaults.Secret);
        var key = Member.KeyOf(message.OrgId, notification.MemberId);
        var member = await catalog.FindAsync<Member>(key, cancellationToken);
        return notification.AddressedTo(member) is { } addressed
            ? (new Receiver { Url = gateway.Url, Body = addressed.Write() }, "")
            : (null, CallbackFaults.Recipient);
    }
}

using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Messaging;
using Loyalty.Notifications;
using Loyalty.Signing;

namespace Loyalty.Notices;

/// <summary>Sends texts to members: through the messaging gateway of their organisation, or, where it has none and the host
/// keeps an outbox, into that. A text that is a secret is sealed on all its ways but the last, to the gateway.</summary>
public sealed class Notifier(CachedCatalog catalog, IMessageQueue queue, IKeyRing keys, IOutbox? outbox = null)
{
    /// <summary>Whether an organisation's members can be sent anything.</summary>
    public async ValueTask<bool> ReachesAsync(OrgId org, CancellationToken cancellationToken) =>
        outbox is not null || await GatewayAsync(org, cancellationToken) is not null;

    /// <summary>Sends; when it returns, the text is durably on its way, once for each
    /// <see cref="Notification.NotificationId"/>.</summary>
    /// <returns>False = this member, or this organisation's members, cannot be reached.</returns>
    public async Task<bool> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var key = Member.KeyOf(notification.OrgId, notification.MemberId);
        var member = await catalog.FindAsync<Member>(key, cancellationToken);
        if (notification.AddressedTo(member) is not { } addressed)
            return false;
        if (await GatewayAsync(notification.OrgId, cancellationToken) is { } gateway)
            await queue.SendAsync(
                QueueNames.Callbacks,
                [OutgoingCallback.For(notification.ToKeep(keys.DataKey), gateway)],
                cancellationToken
            );
        else if (outbox is not null)
            await outbox.KeepAsync(addressed.ToKeep(keys.DataKey), cancellationToken);
        else
            return false;
        return true;
    }

    private async ValueTask<MessagingGateway?> GatewayAsync(OrgId org, CancellationToken cancellationToken) =>
        (await catalog.OrganisationAsync(org, cancellationToken)).Notifications;
}

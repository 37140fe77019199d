using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Messaging;
using Loyalty.Notifications;

namespace Loyalty.Notices;

/// <summary>Sends texts to members: through the messaging gateway of their organisation, or, where it has none and the host
/// keeps an outbox, into that.</summary>
public sealed class Notifier(CachedCatalog catalog, IMessageQueue queue, IOutbox? outbox = null)
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
                [OutgoingCallback.For(notification, gateway)],
                cancellationToken
            );
        else if (outbox is not null)
            await outbox.KeepAsync(addressed, cancellationToken);
        else
            return false;
        return true;
    }

    private async ValueTask<MessagingGateway?> GatewayAsync(OrgId org, CancellationToken cancellationToken) =>
        (await catalog.OrganisationAsync(org, cancellationToken)).Notifications;
}

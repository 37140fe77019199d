using System.Diagnostics;
using System.Text.Json;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.Notifications;

namespace Loyalty.Callbacks;

/// <summary>Makes the messages of <see cref="QueueNames.Callbacks"/>.</summary>
public static class OutgoingCallback
{
    /// <summary>The first attempt to tell an outcome to whoever asked for it.</summary>
    /// <param name="entry">The outcome.</param>
    /// <param name="url">Where it goes.</param>
    public static OutgoingMessage For(LedgerEntry entry, string url) => For(MessageFor(entry, url));

    /// <summary>The first attempt to have an organisation's gateway tell a member something.</summary>
    public static OutgoingMessage For(Notification notification, MessagingGateway gateway) =>
        For(
            new CallbackMessage
            {
                DeliveryId = notification.NotificationId,
                OrgId = notification.OrgId,
                MemberId = notification.MemberId,
                Url = gateway.Url,
                Payload = notification.Write(),
                Attempt = 1,
                TraceParent = Activity.Current?.Id,
            }
        );

    internal static CallbackMessage MessageFor(LedgerEntry entry, string url) =>
        new()
        {
            DeliveryId = entry.Id.ToString(),
            OrgId = entry.OrgId,
            ClientId = entry.ClientId ?? throw new ArgumentException("No client asked for it.", nameof(entry)),
            TransactionId = entry.Id,
            Url = url,
            Payload = CallbackPayload.Render(entry),
            Attempt = 1,
            TraceParent = entry.TraceParent,
        };

    /// <summary>The message in the form that queues carry. Its id names the delivery, the run and the attempt.</summary>
    public static OutgoingMessage For(CallbackMessage message, DateTimeOffset? notBefore = null) =>
        new(IdOf(message), JsonSerializer.Serialize(message, CallbackJson.Default.CallbackMessage), notBefore);

    /// <summary>The id that duplicate detection compares; the same whenever the same attempt is planned.</summary>
    public static string IdOf(CallbackMessage message)
    {
        var run = message.Run is null ? "" : $".{message.Run}";
        var putOff = message.PutOff is null ? "" : $".{message.PutOff}";
        return $"{message.DeliveryId}{run}.{message.Attempt}{putOff}";
    }
}

using Loyalty.Messaging;

namespace Loyalty.Callbacks;

/// <summary>Sends a callback again because a person asked for it, whatever became of it before.</summary>
public sealed class Redelivery(IDeliveryLog log, IMessageQueue queue, TimeProvider time)
{
    /// <summary>
    /// Queues a new run of attempts with the stored body, starting at once. The record becomes pending.
    /// </summary>
    /// <returns>False when the organisation has no such delivery.</returns>
    public async Task<bool> RedeliverAsync(OrgId org, string deliveryId, CancellationToken cancellationToken)
    {
        var found = await log.FindAsync(deliveryId, cancellationToken);
        if (found is null || found.Value.OrgId != org)
            return false;

        var delivery = found.Value;
        var now = time.GetUtcNow();
        var message = new CallbackMessage
        {
            DeliveryId = delivery.DeliveryId,
            OrgId = delivery.OrgId,
            ClientId = delivery.ClientId,
            TransactionId = delivery.TransactionId,
            Url = delivery.Url,
            Payload = delivery.Payload,
            Attempt = 1,
            Run = $"r{now.UtcTicks:x}",
            TraceParent = System.Diagnostics.Activity.Current?.Id,
        };
        await queue.SendAsync(QueueNames.Callbacks, [OutgoingCallback.For(message)], cancellationToken);

        // Only so that lists show it at once. If another was faster, it was the attempt itself, and knows better.
        var pending = delivery with
        {
            Status = DeliveryStatus.Pending,
            NextAttemptAt = now,
        };
        await log.SaveAsync(pending, found.ETag, cancellationToken);
        return true;
    }
}

using Azure.Messaging.ServiceBus;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.ServiceBus;

/// <summary>
/// Queues in Azure Service Bus. The message's id is the one that duplicate detection compares, so what is sent again
/// after a lost answer lies in the queue once. Trace context travels in the body, as in every queue, and not beside it.
/// </summary>
internal sealed class ServiceBusQueue(ServiceBusSenders senders, IOptions<ServiceBusOptions> options) : IMessageQueue
{
    private const string Json = "application/json";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A message is larger than the queue takes; nothing was sent.</exception>
    public async Task SendAsync(
        string queue,
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellationToken
    )
    {
        if (messages.Count == 0)
            return;
        var sender = senders.For(queue);
        var batches = new List<ServiceBusMessageBatch>();
        try
        {
            // All are packed before any is sent, so that a message which cannot be sent holds up its neighbours as a
            // whole and not somewhere in between.
            foreach (var message in messages)
                await PackAsync(sender, batches, queue, message, cancellationToken);
            foreach (var batch in batches)
                await CallAsync(
                    async token =>
                    {
                        await sender.SendMessagesAsync(batch, token);
                        return true;
                    },
                    cancellationToken
                );
        }
        finally
        {
            foreach (var batch in batches)
                batch.Dispose();
        }
    }

    private async Task PackAsync(
        ServiceBusSender sender,
        List<ServiceBusMessageBatch> batches,
        string queue,
        OutgoingMessage message,
        CancellationToken cancellationToken
    )
    {
        var packed = ToSend(message);
        if (batches is [.., var last] && last.TryAddMessage(packed))
            return;
        var batch = await CallAsync(token => sender.CreateMessageBatchAsync(token).AsTask(), cancellationToken);
        batches.Add(batch);
        if (!batch.TryAddMessage(packed))
            throw new ArgumentException(
                $"Message {message.MessageId} has {packed.Body.ToMemory().Length} bytes, more than the queue {queue} takes.",
                nameof(message)
            );
    }

    private static ServiceBusMessage ToSend(OutgoingMessage message)
    {
        var packed = new ServiceBusMessage(message.Body) { MessageId = message.MessageId, ContentType = Json };
        // The service delivers at once what is scheduled for a time that has passed.
        if (message.NotBefore is { } notBefore)
            packed.ScheduledEnqueueTime = notBefore;
        return packed;
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        ServiceBusFaults.GuardAsync(call, options.Value.CallTimeout, cancellationToken);
}

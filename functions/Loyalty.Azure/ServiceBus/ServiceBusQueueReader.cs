using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;
using Loyalty.Messaging;

namespace Loyalty.Azure.ServiceBus;

/// <summary>Peeks at everything that lies in the product's queues and is a dead letter of theirs, on its way to be parked.
/// Peeking needs the right to receive.</summary>
internal sealed class ServiceBusQueueReader(ServiceBusClient client) : IQueueReader
{
    private const int Portion = 250;

    /// <inheritdoc/>
    public async IAsyncEnumerable<QueuedMessage> MessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (var queue in new[] { QueueNames.Callbacks, QueueNames.Points })
        foreach (var part in new[] { SubQueue.None, SubQueue.DeadLetter })
        {
            await using var receiver = client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = part });
            long next = 0;
            while (await receiver.PeekMessagesAsync(Portion, next, cancellationToken) is { Count: > 0 } peeked)
            {
                foreach (var message in peeked.OrderBy(DueOf))
                    yield return new QueuedMessage(
                        queue,
                        message.MessageId,
                        message.Body.ToString(),
                        DueOf(message),
                        message.DeliveryCount
                    );
                next = peeked[^1].SequenceNumber + 1;
            }
        }
    }

    private static DateTimeOffset DueOf(ServiceBusReceivedMessage message) =>
        message.State == ServiceBusMessageState.Scheduled ? message.ScheduledEnqueueTime : message.EnqueuedTime;
}

using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Loyalty.Messaging;

namespace Loyalty.Azure.ServiceBus;

/// <summary>
/// Receives from Azure Service Bus as its triggers do, for a host that has none: under a lock, whose time is the queue's
/// own, and without delay after a failure. What fails too often is a dead letter by the queue's own count.
/// </summary>
internal sealed class ServiceBusReceivers(ServiceBusClient client) : IMessageReceiver
{
    private readonly ConcurrentDictionary<string, Lazy<ServiceBusReceiver>> receivers = new();

    /// <summary>How long one call waits for a first message; then the pump asks again.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan leaseFor,
        CancellationToken cancellationToken
    )
    {
        var receiver = receivers
            .GetOrAdd(queue, name => new Lazy<ServiceBusReceiver>(() => client.CreateReceiver(name)))
            .Value;
        var received = await receiver.ReceiveMessagesAsync(most, Wait, cancellationToken);
        return
        [
            .. received.Select(message => new LockedMessage(receiver, message)
            {
                MessageId = message.MessageId,
                Body = message.Body.ToString(),
                DeliveryCount = message.DeliveryCount,
                DeadLetterReason = message.DeadLetterReason,
            }),
        ];
    }

    /// <inheritdoc/>
    public Task CompleteAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken) =>
        SettleAsync(messages, (receiver, message) => receiver.CompleteMessageAsync(message, cancellationToken));

    /// <inheritdoc/>
    public Task AbandonAsync(
        IReadOnlyList<ReceivedMessage> messages,
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    ) =>
        SettleAsync(
            messages,
            (receiver, message) => receiver.AbandonMessageAsync(message, cancellationToken: cancellationToken)
        );

    /// <inheritdoc/>
    /// <remarks>Receiving waits already.</remarks>
    public Task WaitAsync(string queue, CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task SettleAsync(
        IReadOnlyList<ReceivedMessage> messages,
        Func<ServiceBusReceiver, ServiceBusReceivedMessage, Task> settle
    )
    {
        return Task.WhenAll(messages.Cast<LockedMessage>().Select(SettleOneAsync));

        async Task SettleOneAsync(LockedMessage message)
        {
            try
            {
                await settle(message.Receiver, message.Message);
            }
            catch (ServiceBusException fault) when (fault.Reason == ServiceBusFailureReason.MessageLockLost)
            {
                // Somebody else has it by now, or it was settled before and only the answer was lost.
            }
        }
    }

    private sealed record LockedMessage(ServiceBusReceiver Receiver, ServiceBusReceivedMessage Message)
        : ReceivedMessage;
}

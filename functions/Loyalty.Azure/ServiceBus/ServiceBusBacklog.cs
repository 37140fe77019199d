using Azure.Messaging.ServiceBus;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.ServiceBus;

/// <summary>How far the queue is behind, by a look at its first messages: this needs the right to receive and no other. How
/// many there are, only the right to manage the namespace could tell.</summary>
internal sealed class ServiceBusBacklog(ServiceBusClient client, IOptions<ServiceBusOptions> options, TimeProvider time)
    : IBacklog
{
    /// <summary>More than are ever put off at once.</summary>
    private const int Portion = 20;

    private readonly Lazy<ServiceBusReceiver> receiver = new(() => client.CreateReceiver(QueueNames.Points));

    /// <inheritdoc/>
    public async Task<BacklogLevel> ReadAsync(CancellationToken cancellationToken)
    {
        var first = await ServiceBusFaults.GuardAsync(
            token => receiver.Value.PeekMessagesAsync(Portion, fromSequenceNumber: 0, token),
            options.Value.CallTimeout,
            cancellationToken
        );
        var waiting = first.Where(message => message.State == ServiceBusMessageState.Active).ToList();
        return new BacklogLevel(
            null,
            waiting.Count == 0 ? null : time.GetUtcNow() - waiting.Min(one => one.EnqueuedTime)
        );
    }
}

using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.ServiceBus;

/// <summary>
/// Whether the queue of accepted requests can be sent to, sign-in and network included. Asking for a batch opens the link,
/// if there is none, to learn how large a batch may be: this needs the right to send and no other.
/// </summary>
internal sealed class ServiceBusReadiness(ServiceBusSenders senders, IOptions<ServiceBusOptions> options) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "queue";

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var batch = await ServiceBusFaults.GuardAsync(
            token => senders.For(QueueNames.Points).CreateMessageBatchAsync(token).AsTask(),
            options.Value.CallTimeout,
            cancellationToken
        );
    }
}

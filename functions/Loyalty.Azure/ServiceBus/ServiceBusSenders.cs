using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace Loyalty.Azure.ServiceBus;

/// <summary>One sender a queue, made at its first use and kept: each is a link on the one connection. They end with their
/// client.</summary>
internal sealed class ServiceBusSenders(ServiceBusClient client)
{
    private readonly ConcurrentDictionary<string, Lazy<ServiceBusSender>> senders = new();

    public ServiceBusSender For(string queue) =>
        senders.GetOrAdd(queue, name => new Lazy<ServiceBusSender>(() => client.CreateSender(name))).Value;
}

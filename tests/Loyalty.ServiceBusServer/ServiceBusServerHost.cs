using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;

namespace Loyalty.ServiceBusServer;

/// <summary>
/// Azure Service Bus as far as the product uses it, over AMQP 1.0 on a port of its own on this machine: the adapters under
/// test and the client library below them run as in production. Plain TCP, as the emulator is reached. What it holds is in
/// this process: a client that is killed takes nothing with it. What it does not know (sessions, deferral, transactions,
/// topics) it refuses.
/// </summary>
public sealed class ServiceBusServerHost : IAsyncDisposable
{
    private readonly Dictionary<string, StoredQueue> queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly AmqpTransportListener listener;
    private readonly LinkRouter router;

    private ServiceBusServerHost(LoopbackListener loopback, TimeProvider time, IEnumerable<QueueDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            var queue = new StoredQueue(definition, time);
            queues.Add(definition.Name, queue);
            queues.Add(definition.DeadLetters.Name, queue.DeadLetters!);
        }

        router = new LinkRouter(name => queues.GetValueOrDefault(name), operation => Look(operation));
        var settings = new AmqpSettings { RuntimeProvider = router };
        var sasl = new SaslTransportProvider();
        sasl.Versions.Add(new AmqpVersion(1, 0, 0));
        sasl.AddHandler(new SaslAnonymousHandler(TokenNode.Mechanism));
        var plain = new AmqpTransportProvider();
        plain.Versions.Add(new AmqpVersion(1, 0, 0));
        settings.TransportProviders.Add(sasl);
        settings.TransportProviders.Add(plain);
        listener = new AmqpTransportListener([loopback], settings);
        Endpoint = $"127.0.0.1:{loopback.Port}";
        listener.Open();
        listener.Listen((_, accepted) => router.Accept(accepted, settings));
    }

    /// <summary>Host and port.</summary>
    public string Endpoint { get; }

    /// <summary>As one names the emulator, with its published key.</summary>
    public string ConnectionString =>
        $"Endpoint=sb://{Endpoint};SharedAccessKeyName={TokenNode.KeyName};SharedAccessKey={TokenNode.Key};"
        + "UseDevelopmentEmulator=true";

    /// <summary>Asked once for every operation; null = nothing goes wrong.</summary>
    public Func<ServerOperation, ServerFault?> Faults { get; set; } = _ => null;

    /// <summary>What was asked, in order of arrival.</summary>
    public ServerLog Log { get; } = new();

    /// <summary>Starts a namespace with these queues.</summary>
    /// <param name="time">The namespace's clock; null = the machine's.</param>
    /// <param name="queues">The queues.</param>
    public static ServiceBusServerHost Start(TimeProvider? time, params IReadOnlyList<QueueDefinition> queues) =>
        new(new LoopbackListener(), time ?? TimeProvider.System, queues);

    public StoredQueue Queue(string name) => queues[name];

    /// <summary>Breaks every connection; nothing that is stored changes.</summary>
    public void DropConnections() => router.DropConnections();

    public ValueTask DisposeAsync()
    {
        listener.Close();
        router.DropConnections();
        foreach (var queue in queues.Values)
            queue.Dispose();
        return ValueTask.CompletedTask;
    }

    private ServerFault? Look(ServerOperation operation)
    {
        Log.Add(operation);
        return Faults(operation);
    }
}

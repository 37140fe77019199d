using Azure.Messaging.ServiceBus;
using Loyalty.Contracts.Support;
using Loyalty.ServiceBusServer;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>A namespace on a clock that stands still, and the client library as applications have it.</summary>
internal sealed class ServerScene : IAsyncDisposable
{
    public const string Queue = "work";

    /// <summary>Long enough for anything that is to come, on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Enough for a client to see that nothing is there for it.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private readonly List<ServiceBusClient> clients = [];

    public ServerScene(QueueDefinition? queue = null)
    {
        Server = ServiceBusServerHost.Start(Clock, queue ?? new QueueDefinition(Queue));
        Client = Connect();
        Sender = Client.CreateSender(Queue);
        Receiver = Client.CreateReceiver(Queue);
    }

    public ManualTimeProvider Clock { get; } = new();

    public ServiceBusServerHost Server { get; }

    public ServiceBusClient Client { get; }

    public ServiceBusSender Sender { get; }

    public ServiceBusReceiver Receiver { get; }

    public StoredQueue Stored => Server.Queue(Queue);

    /// <summary>Another client.</summary>
    public ServiceBusClient Connect(int retries = 2, string? connectionString = null)
    {
        var client = new ServiceBusClient(
            connectionString ?? Server.ConnectionString,
            new ServiceBusClientOptions
            {
                RetryOptions = new ServiceBusRetryOptions
                {
                    MaxRetries = retries,
                    Delay = TimeSpan.FromMilliseconds(20),
                    TryTimeout = Patience,
                },
            }
        );
        clients.Add(client);
        return client;
    }

    public Task SendAsync(params IReadOnlyList<string> bodies) =>
        Sender.SendMessagesAsync(
            bodies.Select(body => new ServiceBusMessage(body)
            {
                MessageId = $"id-{body[..Math.Min(100, body.Length)]}",
            })
        );

    /// <summary>Receives so many messages, in as many calls as it takes: a call returns soon after its first one.</summary>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(
        int count = 1,
        ServiceBusReceiver? receiver = null
    )
    {
        var received = new List<ServiceBusReceivedMessage>();
        using var patience = new CancellationTokenSource(Patience);
        while (received.Count < count)
            received.AddRange(
                await (receiver ?? Receiver).ReceiveMessagesAsync(count - received.Count, Patience, patience.Token)
            );
        return received;
    }

    /// <summary>What can be received at once, where there may be nothing.</summary>
    public Task<IReadOnlyList<ServiceBusReceivedMessage>> GlanceAsync(ServiceBusReceiver? receiver = null) =>
        (receiver ?? Receiver).ReceiveMessagesAsync(100, Glance);

    public ServiceBusReceiver DeadLetters() =>
        Client.CreateReceiver(Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    /// <summary>Lets the next operation of a kind go wrong.</summary>
    public void FailNext(ServerOperationKind kind, ServerFault fault)
    {
        var left = 1;
        Server.Faults = operation => operation.Kind == kind && Interlocked.Exchange(ref left, 0) == 1 ? fault : null;
    }

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<bool> look)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!look())
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
            await client.DisposeAsync();
        await Server.DisposeAsync();
    }
}

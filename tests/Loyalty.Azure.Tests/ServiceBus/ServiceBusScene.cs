using Azure.Messaging.ServiceBus;
using Loyalty.Azure.ServiceBus;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;
using Loyalty.ServiceBusServer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>The product's two queues as the deployment makes them, on a clock that stands still, and the adapters over the
/// real client as an app has them.</summary>
internal sealed class ServiceBusScene : IAsyncDisposable
{
    /// <summary>As <c>duplicateDetectionHistoryTimeWindow</c> in infra/modules/servicebus.bicep.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, string?> settings;
    private ServiceProvider services;

    public ServiceBusScene(
        Func<QueueDefinition, QueueDefinition>? change = null,
        TimeProvider? time = null,
        params IReadOnlyList<(string Name, string Value)> more
    )
    {
        Server = ServiceBusServerHost.Start(time ?? Clock, Define(QueueNames.Points), Define(QueueNames.Callbacks));
        settings = more.ToDictionary(s => $"ServiceBus:{s.Name}", string? (s) => s.Value);
        settings["ServiceBus:FullyQualifiedNamespace"] = Server.Endpoint;
        settings.TryAdd("ServiceBus:RetryDelay", "00:00:00.010");
        services = Build();

        QueueDefinition Define(string name)
        {
            var definition = new QueueDefinition(name)
            {
                DuplicateWindow = Window,
                LockDuration = Lock,
                TimeToLive = TimeSpan.FromDays(14),
            };
            return change?.Invoke(definition) ?? definition;
        }
    }

    public ManualTimeProvider Clock { get; } = new();

    public ServiceBusServerHost Server { get; }

    public ServiceBusClient Client => services.GetRequiredService<ServiceBusClient>();

    public IMessageQueue Queue => services.GetRequiredService<IMessageQueue>();

    public IMessageReceiver Receiver => new ServiceBusReceivers(Client) { Wait = TimeSpan.FromMilliseconds(300) };

    public IQueueReader Reader => services.GetRequiredService<IQueueReader>();

    public IBacklog Backlog => services.GetRequiredService<IBacklog>();

    public IReadiness Readiness => services.GetServices<IReadiness>().Single();

    /// <summary>What lies in a queue, by order of due time.</summary>
    public IReadOnlyList<OutgoingMessage> Waiting(string queue) =>
        [
            .. Server
                .Queue(queue)
                .Messages.OrderBy(message => message.EnqueuedAt)
                .Select(message => new OutgoingMessage(message.MessageId!, message.Text, message.ScheduledFor)),
        ];

    /// <summary>A new client, as after a restart.</summary>
    public async Task ReopenAsync()
    {
        await services.DisposeAsync();
        services = Build();
    }

    /// <summary>Lets the next operations of a kind go wrong.</summary>
    public void Fail(ServerOperationKind kind, ServerFault fault, int times = 1)
    {
        var left = times;
        Server.Faults = operation => operation.Kind == kind && Interlocked.Decrement(ref left) >= 0 ? fault : null;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Server.DisposeAsync();
    }

    private ServiceProvider Build() =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<TimeProvider>(Clock)
            .AddServiceBusQueues()
            .BuildServiceProvider();
}

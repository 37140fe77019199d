using Loyalty.Messaging;
using Loyalty.ServiceBusServer;

namespace Loyalty.Local.Tests.Support;

/// <summary>A Service Bus namespace of one host, with the product's queues as the deployment makes them. The host may be
/// killed; what was sent stays.</summary>
internal sealed class ServiceBusNamespace(TimeProvider time, Func<QueueDefinition, QueueDefinition>? change = null)
    : IQueueReader,
        IAsyncDisposable
{
    private static readonly string[] Queues = [QueueNames.Callbacks, QueueNames.Points];

    /// <summary>One where what a host held when it ended comes again soon: with the shortest locks that the service
    /// has.</summary>
    public static ServiceBusNamespace WithShortLocks() =>
        new(TimeProvider.System, queue => queue with { LockDuration = TimeSpan.FromSeconds(5) });

    public ServiceBusServerHost Server { get; } =
        ServiceBusServerHost.Start(
            time,
            [
                .. Queues.Select(name =>
                {
                    var definition = new QueueDefinition(name) { DuplicateWindow = TimeSpan.FromMinutes(10) };
                    return change?.Invoke(definition) ?? definition;
                }),
            ]
        );

    /// <summary>The settings of a host with these queues, and with a database of its own.</summary>
    public async Task<(string Name, string Value)[]> SettingsAsync() =>
        [
            .. await CosmosAccount.NewDatabaseAsync(),
            ("Local:Queue", "servicebus"),
            ("ServiceBus:FullyQualifiedNamespace", Server.Endpoint),
        ];

    /// <summary>What lies there, without asking the host.</summary>
    public IAsyncEnumerable<QueuedMessage> MessagesAsync(CancellationToken cancellationToken = default) =>
        Queues
            .SelectMany(name =>
                Server
                    .Queue(name)
                    .Messages.Select(message => new QueuedMessage(
                        name,
                        message.MessageId!,
                        message.Text,
                        message.EnqueuedAt,
                        message.DeliveryCount
                    ))
            )
            .ToAsyncEnumerable();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

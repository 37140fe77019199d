using System.Collections.Concurrent;
using System.Reflection;
using Loyalty.Contracts.Support;
using Loyalty.Embedded;
using Loyalty.Local.Hosting;
using Loyalty.Messaging;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>Pumps without a host around them, on a store and a clock of their own.</summary>
internal sealed class PumpScene : IAsyncDisposable
{
    public const string Queue = "work";
    private readonly TestFolder folder = new();
    private readonly ServiceProvider services;
    private readonly List<IHostedService> pumps = [];

    public PumpScene(int maxDeliveries = 10, DateTimeOffset? start = null)
    {
        Clock = start is { } at ? new ManualTimeProvider(at) : new ManualTimeProvider();
        services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Logs))
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(this)
            .AddScoped<MessagesInHand>()
            .AddEmbeddedStores()
            .AddSingleton(
                Options.Create(new EmbeddedOptions { DataDirectory = folder.Path, MaxDeliveries = maxDeliveries })
            )
            .AddSingleton(Options.Create(new LocalOptions { BatchSize = 10 }))
            .BuildServiceProvider();
    }

    public ManualTimeProvider Clock { get; }

    public string Database => folder.Database;

    public LogCapture Logs { get; } = new();

    /// <summary>What the functions do with their trigger; throws to fail.</summary>
    public Func<string[], CancellationToken, Task> Work { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>When the functions were called, and with what.</summary>
    public ConcurrentQueue<(DateTimeOffset At, string[] Messages)> Calls { get; } = new();

    /// <summary>The messages that they found in hand.</summary>
    public ConcurrentQueue<IReadOnlyList<ReceivedMessage>> InHand { get; } = new();

    public SqliteQueues Queues => services.GetRequiredService<SqliteQueues>();

    public SqliteAudit Audit => services.GetRequiredService<SqliteAudit>();

    public IParking Parking => services.GetRequiredService<IParking>();

    public Task SendAsync(params string[] bodies) =>
        Queues.SendAsync(Queue, [.. bodies.Select(body => new OutgoingMessage($"id-{body}", body))], default);

    public Task<IHostedService> StartBatchedAsync() =>
        StartAsync(new QueueFunction("Batched", MethodOf(nameof(Functions.RunBatch)), Queue, IsBatched: true));

    public Task<IHostedService> StartSingleAsync() =>
        StartAsync(new QueueFunction("Single", MethodOf(nameof(Functions.RunOne)), Queue, IsBatched: false));

    public Task<IHostedService> StartTimerAsync(string schedule) =>
        StartAsync(new TimerFunction("Timer", MethodOf(nameof(Functions.RunTimer)), schedule));

    public async Task<int> LeftAsync()
    {
        var depth = await Queues.DepthAsync(Queue, default);
        return (int)(depth.Due + depth.Later);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pump in pumps)
            await pump.StopAsync(default);
        await services.DisposeAsync();
        folder.Dispose();
    }

    private static MethodInfo MethodOf(string name) => typeof(Functions).GetMethod(name)!;

    private async Task<IHostedService> StartAsync(object function)
    {
        IHostedService pump = function is QueueFunction queue
            ? ActivatorUtilities.CreateInstance<QueuePump>(services, queue)
            : ActivatorUtilities.CreateInstance<TimerPump>(services, (TimerFunction)function);
        pumps.Add(pump);
        await pump.StartAsync(default);
        return pump;
    }

    private async Task CallAsync(string[] messages, CancellationToken cancellationToken)
    {
        Calls.Enqueue((Clock.GetUtcNow(), messages));
        await Work(messages, cancellationToken);
    }

    /// <summary>Functions as the app has them.</summary>
    internal sealed class Functions(PumpScene scene, MessagesInHand inHand)
    {
        public Task RunBatch(string[] messages, CancellationToken cancellationToken)
        {
            scene.InHand.Enqueue(inHand.Messages);
            return scene.CallAsync(messages, cancellationToken);
        }

        public Task RunOne(string message, CancellationToken cancellationToken)
        {
            scene.InHand.Enqueue(inHand.Messages);
            return scene.CallAsync([message], cancellationToken);
        }

        public Task RunTimer(TimerInfo timer, CancellationToken cancellationToken) =>
            scene.CallAsync([], cancellationToken);
    }
}

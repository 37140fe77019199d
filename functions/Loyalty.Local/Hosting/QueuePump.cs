using Loyalty.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Hosting;

/// <summary>
/// Carries the messages of one queue to its function, as the triggers do: at least once, a few at a time, again and
/// again when the function throws, until the queue gives them up.
/// </summary>
internal sealed class QueuePump(
    QueueFunction function,
    IMessageReceiver queues,
    IServiceProvider services,
    IOptions<LocalOptions> options,
    TimeProvider time,
    ILogger<QueuePump> logger
) : BackgroundService
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(1);
    private readonly FunctionInvoker invoker = new(function.Method, services);
    private readonly CancellationTokenSource giveUp = new();

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        giveUp.CancelAfter(options.Value.DrainFor);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        giveUp.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Batched functions fill their slots with whole batches, the others with single messages.
        var slots = function.IsBatched ? options.Value.ParallelBatches : options.Value.ParallelMessages;
        using var free = new SemaphoreSlim(slots);
        try
        {
            while (true)
            {
                var taken = await TakeSlotsAsync(free, function.IsBatched ? 1 : options.Value.BatchSize, stoppingToken);
                var received = 0;
                var used = 0;
                try
                {
                    var most = function.IsBatched ? options.Value.BatchSize : taken;
                    var messages = await ReceiveAsync(most, stoppingToken);
                    received = messages.Count;
                    foreach (var part in messages.Chunk(function.IsBatched ? most : 1))
                    {
                        used++;
                        _ = HandleAsync(part, free);
                    }
                }
                finally
                {
                    if (taken > used)
                        free.Release(taken - used);
                }

                if (received == 0)
                    await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: what is in hand is finished, or given up when the time to drain is over.
            for (var slot = 0; slot < slots; slot++)
                await free.WaitAsync(CancellationToken.None);
        }
    }

    private static async Task<int> TakeSlotsAsync(SemaphoreSlim free, int most, CancellationToken stoppingToken)
    {
        await free.WaitAsync(stoppingToken);
        var taken = 1;
        while (taken < most && await free.WaitAsync(0, CancellationToken.None))
            taken++;
        return taken;
    }

    private async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int most, CancellationToken stoppingToken)
    {
        IReadOnlyList<ReceivedMessage> received = [];
        await InsistAsync(
            async () =>
                received = await queues.ReceiveAsync(function.Queue, most, options.Value.LeaseFor, stoppingToken),
            stoppingToken
        );
        return received;
    }

    private Task WaitAsync(CancellationToken stoppingToken) =>
        InsistAsync(() => queues.WaitAsync(function.Queue, stoppingToken), stoppingToken);

    /// <summary>Nothing may stop the pump but its host: a store that does not answer is asked again.</summary>
    private async Task InsistAsync(Func<Task> ask, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await ask();
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.ReceiveFailed(logger, fault, function.Queue);
                await Task.Delay(options.Value.RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task HandleAsync(IReadOnlyList<ReceivedMessage> messages, SemaphoreSlim free)
    {
        await Task.Yield();
        try
        {
            object trigger = function.IsBatched ? messages.Select(message => message.Body).ToArray() : messages[0].Body;
            var context = function.WantsContext ? new DeadLetterContext(messages[0]) : null;
            await invoker.InvokeAsync(trigger, context, messages, giveUp.Token);
            await queues.CompleteAsync(messages, CancellationToken.None);
        }
        catch (Exception fault)
        {
            Log.DeliveryFailed(logger, fault, function.Name, messages.Count);
            await GiveBackAsync(messages);
        }
        finally
        {
            free.Release();
        }
    }

    private async Task GiveBackAsync(IReadOnlyList<ReceivedMessage> messages)
    {
        try
        {
            foreach (var group in messages.GroupBy(message => message.DeliveryCount))
            {
                var delay = options.Value.RetryDelay * Math.Pow(2, Math.Min(group.Key - 1, 10));
                if (delay > LongestRetryDelay)
                    delay = LongestRetryDelay;
                await queues.AbandonAsync([.. group], time.GetUtcNow() + delay, CancellationToken.None);
            }
        }
        catch (Exception fault)
        {
            // The lease runs out by itself and the messages come again then.
            Log.GiveBackFailed(logger, fault, function.Queue);
        }
    }
}

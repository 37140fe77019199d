using Loyalty.Embedded;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Hosting;

/// <summary>Whether the queues in the data folder take messages, and give them.</summary>
internal sealed class QueueReadiness(
    SqliteDatabase database,
    SqliteQueues queues,
    IOptions<LocalOptions> options,
    TimeProvider time
) : IReadiness
{
    private static readonly string[] Queues = [QueueNames.Points, QueueNames.Callbacks];
    private readonly Dictionary<string, (long Message, long Since)> waiting = [];

    /// <inheritdoc/>
    public string Name => "queue";

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await database.ProbeAsync(cancellationToken);
        foreach (var queue in Queues)
            await RequireMovingAsync(queue, cancellationToken);
    }

    private async Task RequireMovingAsync(string queue, CancellationToken cancellationToken)
    {
        var next = await queues.NextAsync(queue, cancellationToken);
        if (next is null)
            waiting.Remove(queue);
        else if (!waiting.TryGetValue(queue, out var first) || first.Message != next)
            waiting[queue] = (next.Value, time.GetTimestamp());
        else if (time.GetElapsedTime(first.Since) >= options.Value.QueueStillFor)
            throw new UnavailableException(
                $"Nothing was taken from the queue {queue} in {options.Value.QueueStillFor}."
            );
    }
}

using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>What waits in the tables.</summary>
public sealed class SqliteQueueLevels(SqliteQueues queues) : IQueueLevels
{
    private static readonly string[] Names = [QueueNames.Callbacks, QueueNames.Points];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueueLevel>> ReadAsync(CancellationToken cancellationToken)
    {
        var levels = new List<QueueLevel>();
        foreach (var name in Names)
        {
            var depth = await queues.DepthAsync(name, cancellationToken);
            levels.Add(new QueueLevel(name, depth.Due, depth.Later, depth.OldestAge?.TotalSeconds));
        }

        return levels;
    }
}

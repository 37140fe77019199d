using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>How far the tables are behind.</summary>
public sealed class SqliteBacklog(SqliteQueues queues) : IBacklog
{
    /// <inheritdoc/>
    public async Task<BacklogLevel> ReadAsync(CancellationToken cancellationToken)
    {
        var depth = await queues.DepthAsync(QueueNames.Points, cancellationToken);
        return new BacklogLevel(depth.Due, depth.OldestAge);
    }
}

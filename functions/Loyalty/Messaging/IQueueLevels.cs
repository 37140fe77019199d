namespace Loyalty.Messaging;

/// <summary>Port: what waits in the queues. Only hosts that can tell cheaply and without further rights have it.</summary>
public interface IQueueLevels
{
    /// <summary>The queues' levels, in order of their names.</summary>
    Task<IReadOnlyList<QueueLevel>> ReadAsync(CancellationToken cancellationToken);
}

namespace Loyalty.Messaging;

/// <summary>Port: how far the handling of accepted requests is behind. Cheap, and possible with the rights to send and to
/// receive.</summary>
public interface IBacklog
{
    /// <summary>What waits in the queue of accepted requests.</summary>
    Task<BacklogLevel> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>What waits in a queue.</summary>
/// <param name="Waiting">How many messages may be handled by now, those being handled included; null = nobody can tell
/// cheaply.</param>
/// <param name="OldestAge">For how long the first of them has waited; null when none does.</param>
public readonly record struct BacklogLevel(long? Waiting, TimeSpan? OldestAge);

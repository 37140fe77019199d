namespace Loyalty.ServiceBusServer;

/// <summary>The settings of a queue, with the service's own defaults.</summary>
/// <param name="Name">Its name; case does not count.</param>
public sealed record QueueDefinition(string Name)
{
    /// <summary>How long a message that was handed out is nobody else's.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Deliveries without success after which a message is dead-lettered.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>For how long a message id is remembered and its repetition dropped; null = not at all.</summary>
    public TimeSpan? DuplicateWindow { get; init; }

    /// <summary>How long a message that says nothing itself may lie here; null = for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The largest message or batch, as in the Standard tier.</summary>
    public long MaxMessageBytes { get; init; } = 256 << 10;

    /// <summary>How much the queue holds.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>The queue of its dead letters, which are delivered without end.</summary>
    internal QueueDefinition DeadLetters =>
        this with
        {
            Name = Name + StoredQueue.DeadLetterSuffix,
            MaxDeliveryCount = int.MaxValue,
            DuplicateWindow = null,
            TimeToLive = null,
        };
}

using System.Text;

namespace Loyalty.ServiceBusServer;

/// <summary>A message that lies in a queue.</summary>
public sealed class StoredMessage
{
    internal StoredMessage(byte[] encoded, ReadOnlyMemory<byte> body)
    {
        Encoded = encoded;
        Body = body;
    }

    /// <summary>Its number in the queue; a scheduled message gets a new one when its time has come.</summary>
    public long SequenceNumber { get; internal set; }

    public string? MessageId { get; internal init; }

    /// <summary>The data section.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The same, where it is text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    public DateTimeOffset EnqueuedAt { get; internal set; }

    /// <summary>From when it may be delivered; null = at once.</summary>
    public DateTimeOffset? ScheduledFor { get; internal init; }

    /// <summary>How often it has been handed out.</summary>
    public int DeliveryCount { get; internal set; }

    public bool IsLocked => LockToken is not null;

    public string? DeadLetterReason { get; internal set; }

    public string? DeadLetterDescription { get; internal set; }

    /// <summary>As it was sent, all sections.</summary>
    internal byte[] Encoded { get; }

    internal TimeSpan? TimeToLive { get; init; }

    internal DateTimeOffset? ExpiresAt { get; set; }

    internal Guid? LockToken { get; set; }

    internal DateTimeOffset LockedUntil { get; set; }

    internal bool IsScheduled { get; set; }

    /// <summary>The same message in the queue of dead letters.</summary>
    internal StoredMessage AsDeadLetter(string? reason, string? description) =>
        new(Encoded, Body)
        {
            MessageId = MessageId,
            EnqueuedAt = EnqueuedAt,
            DeliveryCount = DeliveryCount,
            DeadLetterReason = reason,
            DeadLetterDescription = description,
        };
}

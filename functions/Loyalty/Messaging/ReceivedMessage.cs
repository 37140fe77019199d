namespace Loyalty.Messaging;

/// <summary>A message that was handed to one receiver until its lease runs out. Each adapter adds how it knows it.</summary>
public abstract record ReceivedMessage
{
    /// <summary>The sender's name for it.</summary>
    public required string MessageId { get; init; }

    /// <summary>JSON.</summary>
    public required string Body { get; init; }

    /// <summary>How often it has been delivered, this time included.</summary>
    public required int DeliveryCount { get; init; }

    /// <summary>Of a dead letter: why it is one.</summary>
    public string? DeadLetterReason { get; init; }
}

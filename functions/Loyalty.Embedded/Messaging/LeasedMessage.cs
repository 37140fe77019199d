namespace Loyalty.Embedded;

/// <summary>A message that was handed to one receiver until its lease runs out.</summary>
public sealed record LeasedMessage
{
    /// <summary>The sender's name for it.</summary>
    public required string MessageId { get; init; }

    /// <summary>JSON.</summary>
    public required string Body { get; init; }

    /// <summary>How often it has been delivered, this time included.</summary>
    public required int DeliveryCount { get; init; }

    /// <summary>The row. With the delivery count it names this lease and no later one.</summary>
    internal long Key { get; init; }
}

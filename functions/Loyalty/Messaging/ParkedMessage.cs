namespace Loyalty.Messaging;

/// <summary>A message that could not be handled, kept for a person to look at, retry or drop.</summary>
public sealed record ParkedMessage
{
    public required string ParkedId { get; init; }
    public required string Queue { get; init; }
    public required string Body { get; init; }

    /// <summary>Why, in one line that is safe to show.</summary>
    public required string Reason { get; init; }
    public required DateTimeOffset ParkedAt { get; init; }
}

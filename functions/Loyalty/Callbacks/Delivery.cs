namespace Loyalty.Callbacks;

/// <summary>A callback with everything that was tried to deliver it.</summary>
public sealed record Delivery
{
    /// <summary>Most attempts kept. Replays add to them without end, and the latest tell what is wrong now.</summary>
    public const int MaxAttempts = 100;

    public required string DeliveryId { get; init; }
    public required OrgId OrgId { get; init; }
    public required ClientId ClientId { get; init; }
    public required EntryId TransactionId { get; init; }
    public required string Url { get; init; }
    public required string Payload { get; init; }

    /// <summary>What became of the latest attempt.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>Oldest first; the latest <see cref="MaxAttempts"/>.</summary>
    public required IReadOnlyList<DeliveryAttempt> Attempts { get; init; }

    /// <summary>When the next attempt is due; null when none is.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>A delivery before its first attempt.</summary>
    public static Delivery Of(CallbackMessage message) =>
        new()
        {
            DeliveryId = message.DeliveryId,
            OrgId = message.OrgId,
            ClientId = message.ClientId,
            TransactionId = message.TransactionId,
            Url = message.Url,
            Payload = message.Payload,
            Status = DeliveryStatus.Pending,
            Attempts = [],
        };

    /// <summary>The delivery with one attempt more.</summary>
    public Delivery After(DeliveryAttempt attempt, DeliveryStatus status, DateTimeOffset? nextAttemptAt) =>
        this with
        {
            Status = status,
            Attempts = [.. Attempts.Skip(Attempts.Count + 1 - MaxAttempts), attempt],
            NextAttemptAt = nextAttemptAt,
        };
}

/// <summary>One attempt to deliver a callback.</summary>
/// <param name="At">When it began.</param>
/// <param name="StatusCode">The receiver's HTTP status; null when there was no answer.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Fault">Why there was no answer, as a fixed word: <c>timeout</c>, <c>connect</c>, <c>blocked</c>, …</param>
public sealed record DeliveryAttempt(DateTimeOffset At, int? StatusCode, int DurationMs, string? Fault);

/// <summary>A delivery's record was changed by others in every try to write it; the message has to be handled again.</summary>
public sealed class DeliveryConflictException(string deliveryId)
    : Exception($"Delivery {deliveryId} was changed by others in every try to record an attempt.");

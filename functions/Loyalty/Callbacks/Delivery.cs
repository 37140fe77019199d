namespace Loyalty.Callbacks;

/// <summary>A callback or notification with everything that was tried to deliver it.</summary>
public sealed record Delivery
{
    /// <summary>Most attempts kept. Replays add to them without end, and the latest tell what is wrong now.</summary>
    public const int MaxAttempts = 100;

    public required string DeliveryId { get; init; }
    public required OrgId OrgId { get; init; }

    /// <inheritdoc cref="CallbackMessage.ClientId"/>
    public ClientId? ClientId { get; init; }

    /// <inheritdoc cref="CallbackMessage.TransactionId"/>
    public EntryId? TransactionId { get; init; }

    /// <inheritdoc cref="CallbackMessage.MemberId"/>
    public MemberId? MemberId { get; init; }
    public required string Url { get; init; }
    public required string Payload { get; init; }

    /// <summary>What became of the latest attempt of the latest run.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>The latest run of attempts, which ends those before it; null = the first.</summary>
    public string? Run { get; init; }

    /// <summary>The number of the latest attempt of that run; 0 = it has made none.</summary>
    public int Attempt { get; init; }

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
            MemberId = message.MemberId,
            Url = message.Url,
            Payload = message.Payload,
            Status = DeliveryStatus.Pending,
            Attempts = [],
        };

    /// <summary>Whether a message's attempt is not to be made: its run has been followed by another, or it is a retry of
    /// what was delivered meanwhile, or of which another copy was handled. A callback's first attempt in the latest run is
    /// made in any case; a notification's is not, because nobody wants the same text twice.</summary>
    public bool IsOver(CallbackMessage message) =>
        IsOlderThanRun(message)
        || message.Attempt > 1 && Status == DeliveryStatus.Delivered
        || message.Run == Run && message.Attempt <= Attempt && (message.Attempt > 1 || message.MemberId is not null);

    /// <summary>Whether its run goes on by itself.</summary>
    /// <param name="now">Now.</param>
    /// <param name="overdueAfter">How long an attempt may be overdue before its message is taken for lost.</param>
    public bool IsUnderWay(DateTimeOffset now, TimeSpan overdueAfter) =>
        Status == DeliveryStatus.Pending && NextAttemptAt is { } due && now - due < overdueAfter;

    /// <summary>The delivery with one attempt more. The attempt of an older run is kept, and changes nothing else.</summary>
    public Delivery After(
        CallbackMessage message,
        DeliveryAttempt attempt,
        DeliveryStatus status,
        DateTimeOffset? nextAttemptAt
    )
    {
        var tried = this with
        {
            Url = message.Url,
            Attempts = [.. Attempts.Skip(Attempts.Count + 1 - MaxAttempts), attempt],
        };
        return IsOlderThanRun(message)
            ? tried
            : tried with
            {
                Status = status,
                NextAttemptAt = nextAttemptAt,
                Run = message.Run,
                Attempt = message.Attempt,
            };
    }

    // Runs are named so that they sort by the order in which they were begun.
    private bool IsOlderThanRun(CallbackMessage message) => string.CompareOrdinal(message.Run, Run) < 0;
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

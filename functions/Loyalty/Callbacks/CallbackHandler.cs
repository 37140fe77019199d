using System.Diagnostics;
using Loyalty.Messaging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>
/// Handles one message of <see cref="QueueNames.Callbacks"/>:
/// <list type="number">
/// <item>a retry of what has been delivered meanwhile is dropped, and an attempt of a run that another has followed;</item>
/// <item>the receiver is looked up, for its address, hosts and keys may have changed since the last attempt;</item>
/// <item>the callback is posted, or put off where its client has its share of attempts, or the receiver is busy and slow;</item>
/// <item>after a failure the next attempt is queued;</item>
/// <item>the attempt is recorded, and the message removed with it where the store has both.</item>
/// </list>
/// The next attempt is queued before the record is written, so that neither a crash in between nor a log that is down
/// ends the delivery. At least once: whatever throws is handled again from the start, so a receiver may see the same
/// <c>webhook-id</c> twice, and the record the same attempt.
/// </summary>
public sealed class CallbackHandler(
    Receivers receivers,
    CallbackSender sender,
    AttemptTurns turns,
    IMessageQueue queue,
    IDeliveryLog log,
    IOptions<CallbackOptions> options,
    TimeProvider time,
    ILogger<CallbackHandler> logger
)
{
    /// <inheritdoc cref="HandleAsync(CallbackMessage, IReadOnlyList{ReceivedMessage}, CancellationToken)"/>
    public Task HandleAsync(CallbackMessage message, CancellationToken cancellationToken) =>
        HandleAsync(message, [], cancellationToken);

    /// <summary>Makes the attempt and everything that follows from it.</summary>
    /// <param name="message">What is to be done.</param>
    /// <param name="received">The message as this process received it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DeliveryConflictException">The record was changed by others again and again.</exception>
    public async Task HandleAsync(
        CallbackMessage message,
        IReadOnlyList<ReceivedMessage> received,
        CancellationToken cancellationToken
    )
    {
        using var activity = Telemetry.Activities.StartActivity(
            "callback",
            ActivityKind.Consumer,
            ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent) ? parent : default
        );
        activity?.SetTag("loyalty.delivery_id", message.DeliveryId);
        activity?.SetTag("loyalty.attempt", message.Attempt);

        // :: Step 1. The very first attempt of a callback is made in any case.
        var known = IsFirst(message) ? null : await log.FindAsync(message.DeliveryId, cancellationToken);
        if (known?.Value.IsOver(message) == true)
        {
            Log.RetryDropped(logger, message.DeliveryId, message.Attempt);
            return;
        }

        // :: Step 2.
        var (receiver, reason) = await receivers.FindAsync(message, cancellationToken);
        message = message with { Url = receiver?.Url ?? message.Url };

        // :: Step 3.
        var turn = receiver is null ? null : await turns.TryEnterAsync(message, cancellationToken);
        if (turn is null && receiver is not null && await PutOffAsync(message, cancellationToken))
            return;
        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        CallbackResult result;
        using (turn)
            result =
                receiver is null ? new CallbackResult.Gone(null, reason)
                : turn is null ? new CallbackResult.Failed(null, CallbackFaults.Busy, null)
                : await sender.SendAsync(message, receiver, cancellationToken);
        var took = time.GetElapsedTime(started);

        // :: Step 4.
        var nextAt = result is CallbackResult.Failed failed
            ? await QueueNextAsync(message, failed, cancellationToken)
            : null;

        // :: Step 5.
        var attempt = new DeliveryAttempt(startedAt, result.StatusCode, (int)took.TotalMilliseconds, FaultOf(result));
        var status = StatusAfter(result, nextAt);
        Tell(message, attempt, status, took);
        await RecordAsync(message, received, attempt, status, nextAt, known, cancellationToken);
    }

    /// <summary>Queues the same attempt for a little later; false when it was put off too often.</summary>
    private async Task<bool> PutOffAsync(CallbackMessage message, CancellationToken cancellationToken)
    {
        var putOff = message.PutOff ?? 0;
        var later = message with { PutOff = putOff + 1 };
        if (RetrySchedule.DelayFor(putOff, RetrySchedule.Spread(OutgoingCallback.IdOf(later))) is not { } delay)
            return false;
        Log.PutOff(logger, message.DeliveryId, NameOf(message), message.Attempt, delay);
        await queue.SendAsync(
            QueueNames.Callbacks,
            [OutgoingCallback.For(later, time.GetUtcNow() + delay)],
            cancellationToken
        );
        return true;
    }

    private async Task<DateTimeOffset?> QueueNextAsync(
        CallbackMessage message,
        CallbackResult.Failed failed,
        CancellationToken cancellationToken
    )
    {
        var settings = options.Value;
        var next = message with { Attempt = message.Attempt + 1, PutOff = null };
        var delay = RetrySchedule.DelayAfter(
            settings.Schedule ?? RetrySchedule.Default,
            message.Attempt,
            settings.Jitter,
            RetrySchedule.Spread(OutgoingCallback.IdOf(next)),
            failed.RetryAfter,
            settings.MaxRetryAfter
        );
        if (delay is null)
            return null;
        var nextAt = time.GetUtcNow() + delay.Value;
        await queue.SendAsync(QueueNames.Callbacks, [OutgoingCallback.For(next, nextAt)], cancellationToken);
        return nextAt;
    }

    private async Task RecordAsync(
        CallbackMessage message,
        IReadOnlyList<ReceivedMessage> received,
        DeliveryAttempt attempt,
        DeliveryStatus status,
        DateTimeOffset? nextAt,
        Versioned<Delivery>? known,
        CancellationToken cancellationToken
    )
    {
        const int maxTries = 8;
        for (var tries = 0; tries < maxTries; tries++)
        {
            var delivery = (known?.Value ?? Delivery.Of(message)).After(message, attempt, status, nextAt);
            if (await log.SaveAsync(delivery, known?.ETag, received, cancellationToken))
                return;
            known = await log.FindAsync(message.DeliveryId, cancellationToken);
            // Another attempt got through while this one failed. The retry may have been dropped for it already, so a
            // record that goes back to pending would wait for ever.
            if (known?.Value.Status == DeliveryStatus.Delivered)
                (status, nextAt) = (DeliveryStatus.Delivered, null);
        }

        throw new DeliveryConflictException(message.DeliveryId);
    }

    private void Tell(CallbackMessage message, DeliveryAttempt attempt, DeliveryStatus status, TimeSpan took)
    {
        Telemetry.CallbackAttempts.Add(1);
        Telemetry.CallbackDuration.Record(took.TotalSeconds);
        var (id, receiver, number) = (message.DeliveryId, NameOf(message), message.Attempt);
        switch (status)
        {
            case DeliveryStatus.Delivered:
                Telemetry.CallbacksDelivered.Add(1);
                Log.Delivered(logger, id, receiver, number, attempt.StatusCode, attempt.DurationMs);
                break;
            case DeliveryStatus.Pending:
                Log.AttemptFailed(logger, id, receiver, number, $"{attempt.StatusCode} {attempt.Fault}".Trim());
                break;
            case DeliveryStatus.Parked:
                Telemetry.CallbacksParked.Add(1);
                Log.Parked(logger, id, receiver, number, $"{attempt.StatusCode} {attempt.Fault}".Trim());
                break;
            default:
                throw new InvalidOperationException($"Unknown status {status}.");
        }
    }

    private static bool IsFirst(CallbackMessage message) => message is { Attempt: 1, Run: null, MemberId: null };

    private static string NameOf(CallbackMessage message) => message.ClientId?.Value ?? $"{message.OrgId} (gateway)";

    private static string? FaultOf(CallbackResult result) =>
        result switch
        {
            CallbackResult.Delivered => null,
            CallbackResult.Failed failed => failed.Fault,
            CallbackResult.Gone gone => gone.Fault,
            _ => throw new InvalidOperationException($"Unknown result {result}."),
        };

    private static DeliveryStatus StatusAfter(CallbackResult result, DateTimeOffset? nextAt) =>
        result switch
        {
            CallbackResult.Delivered => DeliveryStatus.Delivered,
            CallbackResult.Failed => nextAt is null ? DeliveryStatus.Parked : DeliveryStatus.Pending,
            CallbackResult.Gone => DeliveryStatus.Parked,
            _ => throw new InvalidOperationException($"Unknown result {result}."),
        };
}

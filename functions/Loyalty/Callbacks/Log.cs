using Microsoft.Extensions.Logging;

namespace Loyalty.Callbacks;

/// <summary>The log events of callbacks. Their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(
        3001,
        LogLevel.Debug,
        "Callback {DeliveryId} to {Receiver} delivered by attempt {Attempt}: {StatusCode} after {DurationMs} ms",
        EventName = "CallbackDelivered"
    )]
    public static partial void Delivered(
        ILogger logger,
        string deliveryId,
        string receiver,
        int attempt,
        int? statusCode,
        int durationMs
    );

    [LoggerMessage(
        3002,
        LogLevel.Warning,
        "Callback {DeliveryId} to {Receiver}: attempt {Attempt} failed ({Reason}); it will be retried",
        EventName = "CallbackAttemptFailed"
    )]
    public static partial void AttemptFailed(
        ILogger logger,
        string deliveryId,
        string receiver,
        int attempt,
        string reason
    );

    [LoggerMessage(
        3003,
        LogLevel.Error,
        "Callback {DeliveryId} to {Receiver} parked after attempt {Attempt} ({Reason})",
        EventName = "CallbackParked"
    )]
    public static partial void Parked(ILogger logger, string deliveryId, string receiver, int attempt, string reason);

    [LoggerMessage(
        3004,
        LogLevel.Information,
        "Callback {DeliveryId}: attempt {Attempt} dropped, it was made or has been delivered meanwhile, or another run followed",
        EventName = "CallbackRetryDropped"
    )]
    public static partial void RetryDropped(ILogger logger, string deliveryId, int attempt);

    [LoggerMessage(
        3005,
        LogLevel.Debug,
        "Callback {DeliveryId} to {Receiver}: attempt {Attempt} put off by {Delay}, its receiver is busy or has its share",
        EventName = "CallbackPutOff"
    )]
    public static partial void PutOff(ILogger logger, string deliveryId, string receiver, int attempt, TimeSpan delay);
}

using Microsoft.Extensions.Logging;

namespace Loyalty.Callbacks;

/// <summary>The log events of callbacks. Their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(
        3001,
        LogLevel.Debug,
        "Callback {DeliveryId} of client {ClientId} delivered by attempt {Attempt}: {StatusCode} after {DurationMs} ms",
        EventName = "CallbackDelivered"
    )]
    public static partial void Delivered(
        ILogger logger,
        string deliveryId,
        ClientId clientId,
        int attempt,
        int? statusCode,
        int durationMs
    );

    [LoggerMessage(
        3002,
        LogLevel.Warning,
        "Callback {DeliveryId} of client {ClientId}: attempt {Attempt} failed ({Reason}); it will be retried",
        EventName = "CallbackAttemptFailed"
    )]
    public static partial void AttemptFailed(
        ILogger logger,
        string deliveryId,
        ClientId clientId,
        int attempt,
        string reason
    );

    [LoggerMessage(
        3003,
        LogLevel.Error,
        "Callback {DeliveryId} of client {ClientId} parked after attempt {Attempt} ({Reason})",
        EventName = "CallbackParked"
    )]
    public static partial void Parked(ILogger logger, string deliveryId, ClientId clientId, int attempt, string reason);

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
        "Callback {DeliveryId} of client {ClientId}: attempt {Attempt} put off by {Delay}, its receiver or its client is busy",
        EventName = "CallbackPutOff"
    )]
    public static partial void PutOff(
        ILogger logger,
        string deliveryId,
        ClientId clientId,
        int attempt,
        TimeSpan delay
    );
}

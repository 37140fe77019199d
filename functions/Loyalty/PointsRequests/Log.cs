using Microsoft.Extensions.Logging;

namespace Loyalty.PointsRequests;

/// <summary>Admission's log events; their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug, "Accepted {TransactionId} from {ClientId}, replayed: {Replayed}.")]
    public static partial void Accepted(ILogger logger, string clientId, Guid transactionId, bool replayed);

    [LoggerMessage(101, LogLevel.Information, "Refused a points request from {ClientId}: {Refusal}.")]
    public static partial void Refused(ILogger logger, string clientId, Refusal refusal);

    [LoggerMessage(102, LogLevel.Information, "Reconciled {Looked} claim(s): {Queued} queued again.")]
    public static partial void Reconciled(ILogger logger, int looked, int queued);

    [LoggerMessage(
        103,
        LogLevel.Warning,
        "No points requests are taken in: {Waiting} wait to be applied, the first for {OldestAge}",
        EventName = "BackPressureOn"
    )]
    public static partial void BackPressureOn(ILogger logger, long? waiting, TimeSpan? oldestAge);

    [LoggerMessage(104, LogLevel.Information, "Points requests are taken in again", EventName = "BackPressureOff")]
    public static partial void BackPressureOff(ILogger logger);

    [LoggerMessage(
        105,
        LogLevel.Warning,
        "How many points requests wait to be applied cannot be told; they are taken in",
        EventName = "BacklogUnknown"
    )]
    public static partial void BacklogUnknown(ILogger logger, Exception fault);
}

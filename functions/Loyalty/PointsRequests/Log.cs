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
}

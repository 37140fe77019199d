using Microsoft.Extensions.Logging;

namespace Loyalty.Ledger.Posting;

/// <summary>The ledger's log events; their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Debug, "Account of {ProgramId} in {OrgId} was changed by another; attempt {Attempt}.")]
    public static partial void CommitConflict(ILogger logger, string orgId, string programId, int attempt);

    [LoggerMessage(
        201,
        LogLevel.Information,
        "Expiry sweep: {Looked} accounts looked at, {Expired} had expired points."
    )]
    public static partial void Swept(ILogger logger, int looked, int expired);

    [LoggerMessage(
        202,
        LogLevel.Information,
        "Expired holds: {Looked} accounts looked at, {Released} had holds to release."
    )]
    public static partial void HoldsReleased(ILogger logger, int looked, int released);

    [LoggerMessage(
        260,
        LogLevel.Information,
        "Reservations of budgets: {Looked} looked at, {Settled} had been left behind."
    )]
    public static partial void ReservationsReturned(ILogger logger, int looked, int settled);
}

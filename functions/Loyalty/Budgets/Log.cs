using Microsoft.Extensions.Logging;

namespace Loyalty.Budgets;

/// <summary>The log events of budgets; their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(
        260,
        LogLevel.Information,
        "Reservations of budgets: {Looked} looked at, {Settled} had been left behind."
    )]
    public static partial void ReservationsReturned(ILogger logger, int looked, int settled);
}

using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Hosting;

/// <summary>The local host's log events.</summary>
internal static partial class Log
{
    [LoggerMessage(800, LogLevel.Error, "Cannot receive from {Queue}; will try again.")]
    public static partial void ReceiveFailed(ILogger logger, Exception fault, string queue);

    [LoggerMessage(801, LogLevel.Error, "{Function} failed on {Count} message(s); they will be delivered again.")]
    public static partial void DeliveryFailed(ILogger logger, Exception fault, string function, int count);

    [LoggerMessage(802, LogLevel.Error, "Messages of {Queue} could not be given back; their lease will run out.")]
    public static partial void GiveBackFailed(ILogger logger, Exception fault, string queue);

    [LoggerMessage(804, LogLevel.Error, "Parked messages could not be brought to the store; will try again.")]
    public static partial void ForwardFailed(ILogger logger, Exception fault);

    [LoggerMessage(803, LogLevel.Error, "The timer function {Function} failed.")]
    public static partial void TimerFailed(ILogger logger, Exception fault, string function);
}

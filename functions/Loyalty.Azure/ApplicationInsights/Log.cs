using Microsoft.Extensions.Logging;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>The log events of the telemetry's own way; they take another one, through the Functions host.</summary>
internal static partial class Log
{
    [LoggerMessage(720, LogLevel.Warning, "Application Insights answered {Status} to telemetry.")]
    public static partial void TelemetryRefused(ILogger logger, int status);

    [LoggerMessage(721, LogLevel.Warning, "Telemetry could not be sent; it will be tried again.")]
    public static partial void TelemetryFailed(ILogger logger, Exception fault);

    [LoggerMessage(722, LogLevel.Warning, "Telemetry that waited too long was dropped.")]
    public static partial void TelemetryDropped(ILogger logger);
}

using Microsoft.Extensions.Logging;

namespace Loyalty.RequestLog;

/// <summary>What the request log reports of itself. Event names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(
        4001,
        LogLevel.Warning,
        "The request log could not be written; {Segments} segments wait",
        EventName = "RequestLogNotStored"
    )]
    public static partial void NotStored(ILogger logger, Exception fault, int segments);

    [LoggerMessage(
        4002,
        LogLevel.Warning,
        "{Count} requests are missing in the request log: more came than could be stored",
        EventName = "RequestLogIncomplete"
    )]
    public static partial void Lost(ILogger logger, long count);
}

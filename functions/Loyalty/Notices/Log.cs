using Microsoft.Extensions.Logging;

namespace Loyalty.Notices;

/// <summary>The log events of notices. Their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(
        930,
        LogLevel.Information,
        "Sent {Count} notices of points that expire",
        EventName = "ExpiryNoticesSent"
    )]
    public static partial void Told(ILogger logger, int count);
}

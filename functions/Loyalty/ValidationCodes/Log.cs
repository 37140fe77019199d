using Microsoft.Extensions.Logging;

namespace Loyalty.ValidationCodes;

/// <summary>The log events of one-time codes. Their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(
        940,
        LogLevel.Warning,
        "A validation code of program {Program} in {Organisation} died of wrong tries",
        EventName = "ValidationCodeDied"
    )]
    public static partial void CodeDied(ILogger logger, string organisation, string program);
}

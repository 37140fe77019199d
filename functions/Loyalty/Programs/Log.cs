using Microsoft.Extensions.Logging;

namespace Loyalty.Programs;

/// <summary>Log events of the programs aggregator.</summary>
internal static partial class Log
{
    [LoggerMessage(700, LogLevel.Warning, "Settled {Count} issues that had been left pending.")]
    public static partial void Settled(ILogger logger, int count);
}

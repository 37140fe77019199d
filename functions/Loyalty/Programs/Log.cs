using Microsoft.Extensions.Logging;

namespace Loyalty.Programs;

/// <summary>Log events of the programs aggregator.</summary>
internal static partial class Log
{
    [LoggerMessage(700, LogLevel.Warning, "Settled {Count} issues that had been left pending.")]
    public static partial void Settled(ILogger logger, int count);

    [LoggerMessage(
        701,
        LogLevel.Error,
        "Issue {IssueId} of program {ProgramId} stays pending after {Attempts} attempts ({Fault}): it is taken up again "
            + "only when somebody asks for it."
    )]
    public static partial void GivenUp(ILogger logger, Guid issueId, string programId, int attempts, string? fault);
}

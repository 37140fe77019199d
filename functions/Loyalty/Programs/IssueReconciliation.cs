using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs;

/// <summary>Brings issues to their end that were left pending: whoever began them has died, or met a fault.</summary>
public sealed class IssueReconciliation(
    IIssueStore issues,
    IssueHandler handler,
    IOptions<ProgramsOptions> options,
    TimeProvider time,
    ILogger<IssueReconciliation> logger
)
{
    /// <summary>Settles those that are due, at most <see cref="ProgramsOptions.ResumeLimit"/>.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var due = await issues.DueAsync(time.GetUtcNow(), options.Value.ResumeLimit, cancellationToken);
        foreach (var issue in due)
            await handler.SettleAsync(issue, cancellationToken);
        if (due.Count > 0)
            Log.Settled(logger, due.Count);
        return due.Count;
    }
}

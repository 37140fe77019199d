using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs;

/// <summary>Brings issues to their end that were left pending: whoever began them has died, or met a fault.</summary>
public sealed class IssueReconciliation(
    IIssueStore issues,
    IssueSettlement settlement,
    IOptions<ProgramsOptions> options,
    TimeProvider time,
    ILogger<IssueReconciliation> logger
)
{
    /// <summary>Looks after those that are due, at most <see cref="ProgramsOptions.ResumeLimit"/>. One that cannot be
    /// settled holds up no others.</summary>
    /// <returns>How many are settled.</returns>
    /// <exception cref="AggregateException">What those met that could not be looked after.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var due = await issues.DueAsync(time.GetUtcNow(), options.Value.ResumeLimit, cancellationToken);
        var faults = new List<Exception>();
        var settled = 0;
        foreach (var issue in due)
        {
            try
            {
                var after = await settlement.SettleAsync(issue, waits: false, cancellationToken);
                if (after.Status != IssueStatus.Pending)
                    settled++;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add(fault);
            }
        }

        if (settled > 0)
            Log.Settled(logger, settled);
        return faults.Count == 0
            ? settled
            : throw new AggregateException($"{faults.Count} of {due.Count} issues met a fault.", faults);
    }
}

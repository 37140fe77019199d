using Microsoft.Extensions.Options;

namespace Loyalty.GroupRedemptions;

/// <summary>Brings redemptions of groups to their end that were left under way: whoever began them has died, or met a
/// fault.</summary>
public sealed class GroupReconciliation(
    IGroupRedemptionStore redemptions,
    GroupSettlement settlement,
    IOptions<GroupOptions> options,
    TimeProvider time
)
{
    /// <summary>Looks after those that are due, at most <see cref="GroupOptions.ResumeLimit"/>. One that cannot be settled
    /// holds up no others.</summary>
    /// <returns>How many are settled.</returns>
    /// <exception cref="AggregateException">What those met that could not be looked after.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var due = await redemptions.DueAsync(time.GetUtcNow(), options.Value.ResumeLimit, cancellationToken);
        var faults = new List<Exception>();
        var settled = 0;
        foreach (var id in due.Select(redemption => redemption.Id))
        {
            try
            {
                if (
                    await redemptions.FindAsync(id, cancellationToken) is { } found
                    && (await settlement.SettleAsync(found, cancellationToken)).Value.DueAt is null
                )
                    settled++;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add(fault);
            }
        }

        return faults.Count == 0
            ? settled
            : throw new AggregateException($"{faults.Count} of {due.Count} redemptions of groups met a fault.", faults);
    }
}

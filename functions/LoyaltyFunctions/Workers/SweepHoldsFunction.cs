using Loyalty.Ledger.Posting;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Releases expired holds of accounts that nobody uses, every minute: others may wait for what a budget has set
/// aside for them.</summary>
public sealed class SweepHoldsFunction(ExpirySweep sweep)
{
    [Function("SweepHolds")]
    public Task Run([TimerTrigger("20 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweep.ReleaseAsync(cancellationToken);
}

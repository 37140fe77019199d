using Loyalty.Ledger.Posting;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Takes expired points from accounts that nobody uses, every hour: days end at other hours in other zones.</summary>
public sealed class SweepExpiredFunction(ExpirySweep sweep)
{
    [Function("SweepExpired")]
    public Task Run([TimerTrigger("0 5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweep.RunAsync(cancellationToken);
}

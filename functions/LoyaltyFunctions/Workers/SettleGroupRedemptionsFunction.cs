using Loyalty.GroupRedemptions;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Brings redemptions of groups to their end that were left under way, every minute.</summary>
public sealed class SettleGroupRedemptionsFunction(GroupReconciliation reconciliation)
{
    [Function("SettleGroupRedemptions")]
    public Task Run([TimerTrigger("25 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        reconciliation.RunAsync(cancellationToken);
}

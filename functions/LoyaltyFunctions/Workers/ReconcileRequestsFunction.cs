using Loyalty.PointsRequests;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Queues requests again whose way broke off between claim and queue, every five minutes.</summary>
public sealed class ReconcileRequestsFunction(Reconciliation reconciliation)
{
    [Function("ReconcileRequests")]
    public Task Run([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        reconciliation.RunAsync(cancellationToken);
}

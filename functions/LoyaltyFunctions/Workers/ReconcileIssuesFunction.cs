using Loyalty.Programs;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Brings issues to their end that were left pending, every minute.</summary>
public sealed class ReconcileIssuesFunction(IssueReconciliation reconciliation)
{
    [Function("ReconcileIssues")]
    public Task Run([TimerTrigger("15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        reconciliation.RunAsync(cancellationToken);
}

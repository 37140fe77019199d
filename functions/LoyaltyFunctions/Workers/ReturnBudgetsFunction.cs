using Loyalty.Ledger.Posting;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Gives back what dead processes had set aside of rules' budgets, every five minutes.</summary>
public sealed class ReturnBudgetsFunction(BudgetReturn budgets)
{
    [Function("ReturnBudgets")]
    public Task Run([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        budgets.RunAsync(cancellationToken);
}

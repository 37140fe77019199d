using Loyalty.Reports;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Keeps overviews up with the ledger, every minute.</summary>
public sealed class CountTotalsFunction(TotalsRounds rounds)
{
    [Function("CountTotals")]
    public Task Run([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        rounds.RunAsync(cancellationToken);
}

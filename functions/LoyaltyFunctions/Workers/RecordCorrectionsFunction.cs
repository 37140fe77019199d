using Loyalty.Corrections;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Shows corrections in the audit list whose process died before it could, every five minutes.</summary>
public sealed class RecordCorrectionsFunction(CorrectionRounds rounds)
{
    [Function("RecordCorrections")]
    public Task Run([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        rounds.RunAsync(cancellationToken);
}

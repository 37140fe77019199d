using System.Diagnostics;
using Loyalty;
using Loyalty.Ledger.Reading;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Points;

/// <summary>Tells a member's balance (seed 000).</summary>
public sealed class BalanceFunction(Callers callers, BalanceQuery balances)
{
    [Function("Balance")]
    public async Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            "head",
            Route = "latitude-points/orgs/{orgId}/point-programs/{programId}/balances/{userId}"
        )]
            HttpRequest request,
        string orgId,
        string programId,
        string userId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await callers.FindAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        if (caller.OrgId.Value != orgId)
            return Reply.Problem(Refusal.Forbidden);
        if (caller.Client.Disabled)
            return Reply.Problem(Refusal.ClientDisabled);
        var (balance, problem) = await balances.FindAsync(
            caller.OrgId,
            programId,
            RouteText.Last(request, userId),
            cancellationToken
        );
        return balance is null ? Reply.Problem(problem) : Reply.Json(200, balance, PointsWireJson.Default.Balance);
    }
}

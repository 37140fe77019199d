using System.Diagnostics;
using Loyalty;
using Loyalty.Management;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>What can be done with a rule besides changing it: trying it, and telling a partner of it.</summary>
public sealed class RuleTrialFunctions(ManagementRequests requests, RuleSimulation simulation, RuleSharing sharing)
{
    [Function("RuleSimulate")]
    public async Task<IResult> RunSimulate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/rules/{ruleId}/simulate")]
            HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.DrafterAsync(request, reads: true, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, unreadable) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return unreadable ?? throw new UnreachableException();
        var (result, problem) = await simulation.RunAsync(caller, ruleId, body.Fields, cancellationToken);
        return result is null
            ? Reply.Problem(problem ?? throw new UnreachableException())
            : Reply.Json(200, result, ManagementJson.Default.SimulationDocument);
    }

    [Function("RuleShare")]
    public async Task<IResult> RunShare(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "manage/rules/{ruleId}/share")] HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var origin = $"{request.Scheme}://{request.Host}";
        return await sharing.ShareAsync(caller, ruleId, origin, cancellationToken) is { } share
            ? Reply.Json(200, share, ManagementJson.Default.ShareDocument)
            : Reply.Problem(Refusal.NotFound);
    }
}

using System.Diagnostics;
using Loyalty.Management;
using Loyalty.Management.Rules;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>What can be done with a rule besides changing it: trying it, and telling a partner of it.</summary>
public sealed class RuleTrialFunctions(ManagementRequests requests, RuleSimulation simulation, RuleSharing sharing)
{
    [Function("RuleSimulate")]
    public Task<IResult> RunSimulate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/rules/{ruleId}/simulate")]
            HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByRuleReaders(request, cancellationToken)
            .AnswerBodyAsync(
                async (caller, fields) =>
                    await simulation.RunAsync(caller, ruleId, fields, cancellationToken) switch
                    {
                        ({ } result, _) => Reply.Json(200, result, ManagementJson.Default.SimulationDocument),
                        (_, { } problem) => Reply.Problem(problem),
                        _ => throw new UnreachableException(),
                    }
            );

    [Function("RuleShare")]
    public Task<IResult> RunShare(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/rules/{ruleId}/share")]
            HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerAsync(caller =>
                sharing
                    .ShareAsync(caller, ruleId, $"{request.Scheme}://{request.Host}", cancellationToken)
                    .ToReplyAsync(ManagementJson.Default.ShareDocument)
            );
}

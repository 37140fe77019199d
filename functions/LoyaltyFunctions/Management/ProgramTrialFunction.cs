using Loyalty.Programs.Remote;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Tests the connection to the system that keeps a program's books; no points are moved.</summary>
public sealed class ProgramTrialFunction(ManagementRequests requests, RemoteTrial trial)
{
    [Function("ProgramTestConnection")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/programs/{programId}/test-connection")]
            HttpRequest request,
        string programId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(async caller =>
            {
                var outcome = await trial.RunAsync(caller.OrgId, programId, cancellationToken);
                return outcome.Succeeded
                    ? Reply.Json(200, outcome.Item.Value, ListJson.Default.RemoteTrialDocument)
                    : Reply.Problem(outcome.Problem);
            });
}

using System.Diagnostics;
using Loyalty;
using Loyalty.Management;
using Loyalty.Management.Groups;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>What a group has in a program, and whose points a redemption would take. No points are moved.</summary>
public sealed class GroupPointsFunction(ManagementRequests requests, GroupPoints groups)
{
    [Function("GroupPoints")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = GroupsFunctions.One + "/points")]
            HttpRequest request,
        string groupId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerQueryAsync(
                (caller, query) =>
                    (
                        caller.OrgId,
                        Program: query.Id<ProgramId>("programId"),
                        Points: query.Whole("points", (int)Loyalty.Points.MaxPerRequest)
                    ),
                async sent =>
                    await groups.ReadAsync(
                        sent.OrgId,
                        groupId,
                        sent.Program,
                        sent.Points is { } points ? new Loyalty.Points(points) : null,
                        cancellationToken
                    ) switch
                    {
                        ({ } shown, _) => Reply.Json(200, shown, ManagementJson.Default.GroupPointsDocument),
                        (_, { } problem) => Reply.Problem(problem),
                        _ => throw new UnreachableException(),
                    }
            );
}

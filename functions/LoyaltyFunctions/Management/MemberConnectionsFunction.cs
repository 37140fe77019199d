using Loyalty;
using Loyalty.Programs;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Who a member is in programs, as partners have connected it (contract, section 4).</summary>
public sealed class MemberConnectionsFunction(ManagementRequests requests, ConnectionRegister connections)
{
    [Function("ManageMembersConnections")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/members/{userId}/connections")]
            HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerAsync(async caller =>
                await connections.FindAsync(caller, RouteText.FromEnd(request, userId, 1), cancellationToken)
                    is { } found
                    ? Reply.Json(
                        200,
                        new ListDocument<ConnectionDocument>(found, NextCursor: null),
                        ListJson.Default.ListDocumentConnectionDocument
                    )
                    : Reply.Problem(Refusal.NotFound)
            );
}

using System.Diagnostics;
using Loyalty;
using Loyalty.PointsRequests;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Points;

/// <summary>Tells what became of an accepted request, to callers that poll.</summary>
public sealed class PointsRequestFunction(Callers callers, RequestStatus requests)
{
    [Function("PointsRequest")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "points/requests/{requestId}")]
            HttpRequest request,
        string requestId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await callers.FindAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        if (caller.Client.Disabled)
            return Reply.Problem(Refusal.ClientDisabled);
        var state = RequestId.TryParse(RouteText.Last(request, requestId), out var id)
            ? await requests.FindAsync(caller, id, cancellationToken)
            : null;
        return state is null
            ? Reply.Problem(Refusal.NotFound)
            : Reply.Json(200, state, PointsWireJson.Default.RequestState);
    }
}

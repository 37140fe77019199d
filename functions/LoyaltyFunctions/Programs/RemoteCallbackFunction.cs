using Loyalty;
using Loyalty.Programs.Remote;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Programs;

/// <summary>Hears from systems that keep a program's books that an issue has its outcome.</summary>
public sealed class RemoteCallbackFunction(RemoteCallbacks callbacks)
{
    [Function("ProgramsCallback")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/callbacks/{issueId}")] HttpRequest request,
        string issueId,
        CancellationToken cancellationToken
    ) =>
        !EntryId.TryParse(RouteText.Last(request, issueId), out var id) ? Reply.Problem(Refusal.NotFound)
        : await callbacks.TakeAsync(id, cancellationToken) ? Results.NoContent()
        : Reply.Problem(Refusal.Unavailable);
}

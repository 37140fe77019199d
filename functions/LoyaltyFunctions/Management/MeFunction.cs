using Loyalty.Identity;
using Loyalty.Management;
using Loyalty.Management.Operations;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Tells a caller who it is: the console shows it, and hides what may not be done.</summary>
public sealed class MeFunction(ApiRequests requests, Me me)
{
    private static readonly string[] AnyManagement = [.. Scopes.All.Where(Scopes.IsManagement)];

    [Function("ManageMe")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/me")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(AnyManagement, request, cancellationToken)
            .ShowAsync(caller => me.TellAsync(caller, cancellationToken), ManagementJson.Default.MeDocument);
}

using Loyalty.Identity;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Identity;

/// <summary>Says where tokens and keys are found.</summary>
public sealed class DiscoveryFunction(Discovery discovery)
{
    [Function("Discovery")]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "realms/partner/.well-known/openid-configuration")]
            HttpRequest request
    ) => Reply.Json(200, discovery.ToJson());
}

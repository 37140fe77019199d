using Loyalty.Identity;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Identity;

/// <summary>Says where tokens and keys are found.</summary>
public sealed class DiscoveryFunction(Discovery discovery)
{
    [Function("Discovery")]
    public IResult OpenId(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            "head",
            Route = "realms/partner/.well-known/openid-configuration"
        )]
            HttpRequest request
    ) => Answer();

    /// <summary>The same where RFC 8414 §3.1 has it: before the issuer's path.</summary>
    [Function("AuthorizationServerMetadata")]
    public IResult AuthorizationServer(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            "head",
            Route = ".well-known/oauth-authorization-server/realms/partner"
        )]
            HttpRequest request
    ) => Answer();

    private Reply Answer() => Reply.Json(200, discovery.ToJson());
}

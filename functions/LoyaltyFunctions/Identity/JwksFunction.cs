using Loyalty.Identity;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Identity;

/// <summary>Publishes our public keys, for tokens and for callbacks.</summary>
public sealed class JwksFunction(Jwks jwks)
{
    [Function("Jwks")]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "realms/partner/protocol/openid-connect/certs")]
            HttpRequest request
    ) => Reply.Json(200, jwks.ToJson());
}

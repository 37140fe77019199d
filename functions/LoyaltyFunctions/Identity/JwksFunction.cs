using Loyalty.Identity;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Identity;

/// <summary>Publishes our public keys, for tokens and for callbacks.</summary>
public sealed class JwksFunction(Jwks jwks)
{
    /// <summary>Well inside the time that keys are published before they sign, so that whoever keeps the set that long
    /// knows a new key in time.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    [Function("Jwks")]
    public IResult Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            "head",
            Route = "realms/partner/protocol/openid-connect/certs"
        )]
            HttpRequest request
    ) => Reply.Json(200, jwks.ToJson()).CachedFor(Kept);
}

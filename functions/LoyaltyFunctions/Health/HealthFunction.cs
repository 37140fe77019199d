using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Health;

/// <summary>Liveness: the process answers.</summary>
public static class HealthFunction
{
    [Function("Health")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request
    ) => Reply.Json(200, new HealthDocument("healthy"), HealthJson.Default.HealthDocument);
}

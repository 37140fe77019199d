using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Health;

/// <summary>Readiness: a request would be accepted and applied now.</summary>
public sealed class HealthReadyFunction(Readiness readiness)
{
    [Function("HealthReady")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var unreachable = await readiness.UnreachableAsync(cancellationToken);
        return unreachable.Count == 0
            ? Reply.Json(200, new HealthDocument("healthy"), HealthJson.Default.HealthDocument)
            : Reply.Json(503, new HealthDocument("unhealthy", unreachable), HealthJson.Default.HealthDocument);
    }
}

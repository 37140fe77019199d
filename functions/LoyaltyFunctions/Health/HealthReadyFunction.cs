using Loyalty;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LoyaltyFunctions.Health;

/// <summary>Readiness: store and queue can be reached.</summary>
public sealed partial class HealthReadyFunction(IEnumerable<IReadiness> checks, ILogger<HealthReadyFunction> logger)
{
    [Function("HealthReady")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var unreachable = new List<string>();
        foreach (var check in checks)
        {
            try
            {
                await check.CheckAsync(cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Unreachable(logger, fault, check.Name);
                unreachable.Add(check.Name);
            }
        }

        return unreachable.Count == 0
            ? Reply.Json(200, new HealthDocument("healthy"), HealthJson.Default.HealthDocument)
            : Reply.Json(503, new HealthDocument("unhealthy", unreachable), HealthJson.Default.HealthDocument);
    }

    [LoggerMessage(910, LogLevel.Error, "Cannot reach the {Name}.")]
    private static partial void Unreachable(ILogger logger, Exception fault, string name);
}

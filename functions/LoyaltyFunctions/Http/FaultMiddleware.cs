using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace LoyaltyFunctions.Http;

/// <summary>Answers faults of HTTP functions in the worker; those of queues and timers go on to the host, which retries.</summary>
internal sealed class FaultMiddleware(ILogger<FaultMiddleware> logger) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (context.GetHttpContext() is not null)
        {
            if (context.GetHttpContext() is { } http)
                await Faults.AnswerAsync(http, fault, logger);
        }
    }
}

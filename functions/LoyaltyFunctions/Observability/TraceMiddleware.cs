using System.Diagnostics;
using Loyalty;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LoyaltyFunctions.Observability;

/// <summary>
/// Runs each invocation within the trace that the host calls it in: that of the caller of an HTTP function, one of its
/// own for a timer. Messages carry the trace of the request that they come from in their body, and their handlers go on
/// with that.
/// </summary>
internal sealed class TraceMiddleware : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        using var activity = Start(context.FunctionDefinition.Name, context.TraceContext.TraceParent);
        if (context.GetHttpContext() is { } http)
            TraceHeader.AddTo(http);
        await next(context);
    }

    /// <summary>Also where nobody listens: what is sent on from here must carry the trace all the same.</summary>
    private static Activity Start(string function, string? traceParent)
    {
        var known = ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        if (Telemetry.Activities.StartActivity(function, ActivityKind.Internal, parent) is { } span)
            return span;
        var silent = new Activity(function);
        if (known)
            silent.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        return silent.Start();
    }
}

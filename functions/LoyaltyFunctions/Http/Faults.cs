using Loyalty;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LoyaltyFunctions.Http;

/// <summary>The end of every exception that leaves an HTTP function: logged once, answered without a word of it.</summary>
public static partial class Faults
{
    /// <summary>Answers a fault: 503 when it passes, the status of a request that broke off, else 500.</summary>
    public static async Task AnswerAsync(HttpContext http, Exception fault, ILogger logger)
    {
        if (http.RequestAborted.IsCancellationRequested)
            return;
        var problem = fault switch
        {
            BadHttpRequestException bad => new Problem { Refusal = Refusal.InvalidRequest, Status = bad.StatusCode },
            UnavailableException { RetryAfter: var wait } => new Problem
            {
                Refusal = Refusal.Unavailable,
                RetryAfter = wait,
            },
            _ => Problem.From(Refusal.UnexpectedError),
        };
        if (problem.Refusal != Refusal.InvalidRequest)
            Failed(logger, fault, http.Request.Method, problem.Refusal);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        var reply =
            problem.Refusal == Refusal.InvalidRequest
                ? null
                : OAuthReply.FaultAt(http.Request.Path, problem.RetryAfter);
        await (reply ?? Reply.Problem(problem)).ExecuteAsync(http);
    }

    [LoggerMessage(900, LogLevel.Error, "A {Method} request ended in {Refusal}.")]
    private static partial void Failed(ILogger logger, Exception fault, string method, Refusal refusal);
}

using Loyalty;
using Loyalty.Identity;
using Loyalty.Limits;
using Loyalty.RequestLog;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>Finds out who is calling; from then on the request is one for the log.</summary>
public sealed class Callers(TokenVerifier tokens, ClientLimits limits, RequestRecorder recorder, TimeProvider time)
{
    /// <summary>The caller, or the 401 or 429 to answer.</summary>
    public async ValueTask<(Caller? Caller, IResult? Refusal)> FindAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var headers = request.Headers.Authorization;
        // Two Authorization headers are no credentials at all: nobody may choose which of them counts.
        var verdict = await tokens.VerifyAsync(headers.Count == 1 ? headers[0] : null, cancellationToken);
        if (!verdict.IsGood)
            return (
                null,
                Reply.Problem(new Problem { Refusal = Refusal.Unauthenticated, Challenge = verdict.Challenge })
            );
        LoggedRequest.Begin(request.HttpContext, verdict.Caller, recorder, time);
        if (limits.TakeRequest(verdict.Caller.ClientId, request.Path.StartsWithSegments("/manage")) is { } wait)
            return (null, Reply.Problem(Problem.TooMany(wait)));
        return (verdict.Caller, null);
    }

    /// <summary>The caller, who is not disabled and may do what one of the scopes allows; or the 401, 403 or 429 to
    /// answer.</summary>
    public async ValueTask<(Caller? Caller, IResult? Refusal)> FindAsync(
        HttpRequest request,
        string[] scopes,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await FindAsync(request, cancellationToken);
        if (caller is null)
            return (null, refusal);
        if (caller.Client.Disabled)
            return (null, Reply.Problem(Refusal.ClientDisabled));
        return Array.Exists(scopes, caller.May)
            ? (caller, null)
            : (
                null,
                Reply.Problem(
                    new Problem
                    {
                        Refusal = Refusal.InsufficientScope,
                        Challenge = BearerChallenge.InsufficientScope(scopes),
                    }
                )
            );
    }
}

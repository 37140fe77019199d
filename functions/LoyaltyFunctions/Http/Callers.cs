using Loyalty;
using Loyalty.Identity;
using Loyalty.Limits;
using Loyalty.RequestLog;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Http;

/// <summary>Finds out who is calling; from then on the request is one for the log.</summary>
public sealed class Callers(
    TokenVerifier tokens,
    ClientAuthenticator secrets,
    ClientLimits limits,
    IOptions<LimitOptions> options,
    RequestRecorder recorder,
    TimeProvider time
)
{
    private const string BasicChallenge = "Basic realm=\"partner\", charset=\"UTF-8\"";
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(1);

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
        return Admit(request, verdict.Caller);
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
        return caller is null ? (null, refusal) : Permit(caller, scopes);
    }

    /// <summary>As with scopes; a client may also send its id and secret with each request (RFC 7617).</summary>
    public async ValueTask<(Caller? Caller, IResult? Refusal)> FindWithSecretAsync(
        HttpRequest request,
        string[] scopes,
        CancellationToken cancellationToken
    )
    {
        if (request.Headers.Authorization is not [var header] || !BasicCredentials.IsBasic(header))
            return await FindAsync(request, scopes, cancellationToken);
        var shown = BasicCredentials.TryRead(header, out var credentials)
            ? await secrets.AuthenticateAsync(
                credentials.ClientId,
                credentials.ClientSecret,
                request.AddressOf(options.Value),
                cancellationToken
            )
            : null;
        if (shown?.RetryAfter is { } wait)
            return (null, Reply.Problem(Problem.TooMany(wait)));
        if (shown is { Busy: true })
            return (null, Reply.Problem(new Problem { Refusal = Refusal.Unavailable, RetryAfter = BusyFor }));
        if (shown?.Client is not { } client)
            return (null, Reply.Problem(Unknown()));
        var (caller, refusal) = Admit(request, Caller.Of(client));
        return caller is null ? (null, refusal) : Permit(caller, scopes);
    }

    private static Problem Unknown() =>
        new() { Refusal = Refusal.Unauthenticated, Challenge = $"{BearerChallenge.Absent}, {BasicChallenge}" };

    private (Caller? Caller, IResult? Refusal) Admit(HttpRequest request, Caller caller)
    {
        LoggedRequest.Begin(request.HttpContext, caller, recorder, time);
        return limits.TakeRequest(caller.ClientId, request.Path.StartsWithSegments("/manage")) is { } wait
            ? (null, Reply.Problem(Problem.TooMany(wait)))
            : (caller, null);
    }

    private static (Caller? Caller, IResult? Refusal) Permit(Caller caller, string[] scopes)
    {
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

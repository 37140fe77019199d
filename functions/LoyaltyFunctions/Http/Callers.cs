using Loyalty.Identity;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>Finds out who is calling.</summary>
public sealed class Callers(TokenVerifier tokens)
{
    /// <summary>The caller, or the 401 to answer.</summary>
    public async ValueTask<(Caller? Caller, IResult? Refusal)> FindAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var headers = request.Headers.Authorization;
        // Two Authorization headers are no credentials at all: nobody may choose which of them counts.
        var verdict = await tokens.VerifyAsync(headers.Count == 1 ? headers[0] : null, cancellationToken);
        return verdict.IsGood
            ? (verdict.Caller, null)
            : (
                null,
                Reply.Problem(
                    new Loyalty.Problem { Refusal = Loyalty.Refusal.Unauthenticated, Challenge = verdict.Challenge }
                )
            );
    }
}

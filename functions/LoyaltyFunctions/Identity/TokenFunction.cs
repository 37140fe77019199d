using Loyalty.Identity;
using Loyalty.Limits;
using Loyalty.PointsRequests;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Identity;

/// <summary>Issues tokens to clients (seed 000, RFC 6749 §4.4).</summary>
public sealed class TokenFunction(
    TokenEndpoint endpoint,
    IOptions<AdmissionOptions> options,
    IOptions<LimitOptions> limits
)
{
    [Function("Token")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OAuthReply.Route)] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var body = await request.ReadBodyAsync(options.Value.MaxBodyBytes, cancellationToken);
        var answer =
            body is null ? TokenAnswer.TooLarge
            : request.IsEncoded() ? TokenAnswer.Encoded
            : !request.IsForm() ? TokenAnswer.NoForm
            : await endpoint.AnswerAsync(request, body, limits.Value, cancellationToken);
        return OAuthReply.Of(answer);
    }
}

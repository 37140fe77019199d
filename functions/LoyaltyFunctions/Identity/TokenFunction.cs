using System.Text;
using Loyalty.Identity;
using Loyalty.PointsRequests;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LoyaltyFunctions.Identity;

/// <summary>Issues tokens to clients (seed 000, RFC 6749 §4.4).</summary>
public sealed class TokenFunction(TokenEndpoint endpoint, IOptions<AdmissionOptions> options)
{
    [Function("Token")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OAuthReply.Route)] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var body = await request.ReadBodyAsync(options.Value.MaxBodyBytes, cancellationToken);
        var answer = body is null
            ? TokenAnswer.TooLarge
            : await endpoint.AnswerAsync(
                ReadForm(request, body),
                request.Headers.Authorization.ToString() is { Length: > 0 } authorization ? authorization : null,
                cancellationToken
            );
        return OAuthReply.Of(answer);
    }

    /// <summary>The form's fields; none when the body is no form, which the endpoint answers as missing parameters.</summary>
    private static Dictionary<string, StringValues> ReadForm(HttpRequest request, byte[] body) =>
        request.HasFormContentType ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)) : [];
}

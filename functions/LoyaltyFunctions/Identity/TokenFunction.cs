using System.Text;
using Loyalty.Admission;
using Loyalty.Identity;
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
    private const string Route = "realms/partner/protocol/openid-connect/token";

    [Function("Token")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
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
        return ReplyOf(answer);
    }

    /// <summary>What to say to a method that the endpoint does not take; null = the path is another. OAuth clients read no
    /// problem documents.</summary>
    internal static IResult? WrongMethodAt(PathString path, string allow) =>
        IsAt(path) ? ReplyOf(TokenAnswer.WrongMethod).With("Allow", allow) : null;

    /// <summary>What to say when a request to the endpoint met a fault; null = the path is another.</summary>
    internal static IResult? FaultAt(PathString path, TimeSpan? retryAfter) =>
        IsAt(path) ? ReplyOf(TokenAnswer.Fault(retryAfter)) : null;

    private static bool IsAt(PathString path) => path.StartsWithSegments($"/{Route}");

    private static Reply ReplyOf(TokenAnswer answer)
    {
        var reply = Reply.Json(answer.Status, answer.ToJson()).With("Pragma", "no-cache");
        if (answer.Challenge is { } challenge)
            reply.With("WWW-Authenticate", challenge);
        return answer.RetryAfter is { } wait ? reply.RetryAfter(wait) : reply;
    }

    /// <summary>The form's fields; none when the body is no form, which the endpoint answers as missing parameters.</summary>
    private static Dictionary<string, StringValues> ReadForm(HttpRequest request, byte[] body) =>
        request.HasFormContentType ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)) : [];
}

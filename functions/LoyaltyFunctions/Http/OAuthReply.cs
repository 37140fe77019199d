using Loyalty.Identity;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>Answers of the token endpoint: OAuth clients read the form of RFC 6749 §5, no problem documents.</summary>
internal static class OAuthReply
{
    /// <summary>The token endpoint's route.</summary>
    public const string Route = "realms/partner/protocol/openid-connect/token";

    /// <summary>The answer in its form.</summary>
    public static Reply Of(TokenAnswer answer)
    {
        var reply = Reply.Json(answer.Status, answer.ToJson()).With("Pragma", "no-cache");
        if (answer.Challenge is { } challenge)
            reply.With("WWW-Authenticate", challenge);
        return answer.RetryAfter is { } wait ? reply.RetryAfter(wait) : reply;
    }

    /// <summary>What to say to a method that the endpoint does not take; null = the path is another.</summary>
    public static Reply? WrongMethodAt(PathString path, string allow) =>
        IsAt(path) ? Of(TokenAnswer.WrongMethod).With("Allow", allow) : null;

    /// <summary>What to say when a request to the endpoint met a fault; null = the path is another.</summary>
    public static Reply? FaultAt(PathString path, TimeSpan? retryAfter) =>
        IsAt(path) ? Of(TokenAnswer.Fault(retryAfter)) : null;

    private static bool IsAt(PathString path) => path.StartsWithSegments($"/{Route}");
}

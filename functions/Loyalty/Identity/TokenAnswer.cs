using System.Text.Json.Serialization;
using Loyalty.Json;

namespace Loyalty.Identity;

/// <summary>
/// What the token endpoint answers: a grant with status 200 or an error with 400, 401, 404, 405, 413, 429, 500 or 503. Send it
/// with <c>Cache-Control: no-store</c>.
/// </summary>
public sealed record TokenAnswer
{
    private TokenAnswer() { }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The token, when there is one; otherwise <see cref="Error"/> is set.</summary>
    public TokenGrant? Grant { get; private init; }

    /// <summary>Why there is none.</summary>
    public TokenError? Error { get; private init; }

    /// <summary>The <c>WWW-Authenticate</c> header to send, or null.</summary>
    public string? Challenge { get; private init; }

    /// <summary>The <c>Retry-After</c> header to send, or null.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The body, <c>application/json</c>.</summary>
    public byte[] ToJson() =>
        Grant is not null ? Grant.ToJson()
        : Error is not null ? JsonText.Write(Error, IdentityJson.Default.TokenError)
        : throw new InvalidOperationException("A token answer is either a grant or an error.");

    /// <summary>The answer to a body that is longer than any honest one.</summary>
    public static TokenAnswer TooLarge { get; } =
        Refused(413, TokenError.InvalidRequest, "The request body is too large.");

    /// <summary>The answer to a body that is no form (RFC 6749 §4.4.2).</summary>
    public static TokenAnswer NoForm { get; } =
        Refused(400, TokenError.InvalidRequest, "The body must be application/x-www-form-urlencoded.");

    /// <summary>The answer to a body that is compressed.</summary>
    public static TokenAnswer Encoded { get; } =
        Refused(400, TokenError.InvalidRequest, "A Content-Encoding is not supported.");

    /// <summary>The answer to any method but POST (RFC 6749 §3.2). Send it with <c>Allow</c>.</summary>
    public static TokenAnswer WrongMethod { get; } =
        Refused(405, TokenError.InvalidRequest, "Tokens are asked for by POST.");

    /// <summary>The answer to whatever is nobody's fault outside.</summary>
    /// <param name="retryAfter">When it will have passed; null = it will not by itself.</param>
    public static TokenAnswer Fault(TimeSpan? retryAfter) =>
        retryAfter is null
            ? Refused(500, TokenError.ServerError, "Internal error.")
            : Refused(503, TokenError.TemporarilyUnavailable, "Try again shortly.", retryAfter: retryAfter);

    internal static TokenAnswer Of(TokenGrant grant) => new() { Status = 200, Grant = grant };

    internal static TokenAnswer Refused(
        int status,
        string error,
        string description,
        string? challenge = null,
        TimeSpan? retryAfter = null
    ) =>
        new()
        {
            Status = status,
            Error = new TokenError { Error = error, Description = description },
            Challenge = challenge,
            RetryAfter = retryAfter,
        };
}

/// <summary>Why there is no token, as RFC 6749 §5.2 writes it. The codes are that section's.</summary>
public sealed record TokenError
{
    internal const string InvalidRequest = "invalid_request";
    internal const string InvalidClient = "invalid_client";
    internal const string InvalidScope = "invalid_scope";
    internal const string UnsupportedGrantType = "unsupported_grant_type";

    // Of RFC 6749 §4.1.2.1; the token endpoint has no codes of its own for being overloaded or broken.
    internal const string TemporarilyUnavailable = "temporarily_unavailable";
    internal const string ServerError = "server_error";

    [JsonPropertyName("error")]
    public required string Error { get; init; }

    /// <summary>For the developer on the other side: one of our own sentences, in the characters that the RFC
    /// allows.</summary>
    [JsonPropertyName("error_description")]
    public required string Description { get; init; }
}

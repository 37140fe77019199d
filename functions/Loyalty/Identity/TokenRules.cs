using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Loyalty.Identity;

/// <summary>What holds for every token, whoever issued it.</summary>
internal sealed class TokenRules(IdentityOptions options, TimeProvider time)
{
    // The type that RFC 9068 §2.1 gives access tokens, in its long form.
    private const string LongTokenType = "application/" + TokenIssuer.TokenType;

    /// <summary>
    /// The library checks form, algorithm, signature, issuer and audience. Times are checked by
    /// <see cref="CheckTimes"/>, because the library reads the system's clock.
    /// </summary>
    public static TokenValidationParameters Parameters(
        string issuer,
        string audience,
        IEnumerable<string> algorithms,
        Func<string?, SecurityKey?> keyOf
    ) =>
        new()
        {
            ValidIssuer = issuer,
            ValidAudience = audience,
            ValidAlgorithms = algorithms,
            ValidateLifetime = false,
            RequireSignedTokens = true,
            RequireAudience = true,
            TryAllIssuerSigningKeys = false,
            // The key is chosen by its id alone: a token never gets to try one key after the other.
            IssuerSigningKeyResolver = (_, _, keyId, _) => keyOf(keyId) is { } key ? [key] : [],
            IncludeTokenOnFailedValidation = false,
            LogValidationExceptions = false,
        };

    /// <summary>Why the library refused a token.</summary>
    public static TokenFault FaultOf(TokenValidationResult result) =>
        result.Exception switch
        {
            SecurityTokenSignatureKeyNotFoundException => TokenFault.KeyUnknown,
            SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException =>
                TokenFault.SignatureInvalid,
            SecurityTokenInvalidIssuerException => TokenFault.IssuerWrong,
            SecurityTokenInvalidAudienceException => TokenFault.AudienceWrong,
            _ => TokenFault.Malformed,
        };

    /// <summary>Null when the token counts now. Both sides of the clock are checked: also one issued in the future is
    /// refused.</summary>
    public TokenFault? CheckTimes(JsonWebToken token)
    {
        var now = time.GetUtcNow();
        if (token.ValidTo == DateTime.MinValue)
            return TokenFault.Malformed;
        if (now >= Until(token))
            return TokenFault.Expired;
        var earliest = token.ValidFrom > token.IssuedAt ? token.ValidFrom : token.IssuedAt;
        return new DateTimeOffset(earliest, TimeSpan.Zero) > now + options.ClockSkew ? TokenFault.NotYetValid : null;
    }

    /// <summary>From issue to expiry; where the token does not say when it was issued, from now.</summary>
    public TimeSpan LifetimeOf(JsonWebToken token) =>
        token.ValidTo - (token.IssuedAt == DateTime.MinValue ? time.GetUtcNow().UtcDateTime : token.IssuedAt);

    /// <summary>First instant at which the token is refused.</summary>
    public DateTimeOffset Until(JsonWebToken token)
    {
        var expiry = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);
        return expiry > DateTimeOffset.MaxValue - options.ClockSkew ? expiry : expiry + options.ClockSkew;
    }

    /// <summary>Whether the token demands extensions that we do not know (RFC 7515 §4.1.11).</summary>
    public static bool IsCritical(JsonWebToken token) => token.TryGetHeaderValue<object>("crit", out _);

    /// <summary>Whether the <c>typ</c> header is one that access tokens have.</summary>
    public static bool IsAccessToken(string? type) =>
        string.Equals(type, TokenIssuer.TokenType, StringComparison.OrdinalIgnoreCase)
        || string.Equals(type, LongTokenType, StringComparison.OrdinalIgnoreCase);
}

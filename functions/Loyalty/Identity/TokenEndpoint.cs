using Loyalty.Catalog;
using Loyalty.Limits;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Identity;

/// <summary>
/// The token endpoint (RFC 6749 §4.4, client credentials): a client shows id and secret, in the form or by HTTP Basic,
/// and gets a token. Says no in the form of RFC 6749 §5.2.
/// </summary>
public sealed class TokenEndpoint(
    ClientAuthenticator authenticator,
    TokenIssuer issuer,
    ClientLimits limits,
    IOptions<IdentityOptions> options,
    ILogger<TokenEndpoint> log
)
{
    private const string BasicChallenge = "Basic realm=\"partner\", charset=\"UTF-8\"";
    private static readonly string[] Parameters = ["grant_type", "client_id", "client_secret", "scope"];
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(1);

    /// <summary>Whether we issue tokens; false when they come from <see cref="IdentityOptions.Authority"/>.</summary>
    public bool IsAvailable => !options.Value.HasAuthority;

    /// <summary>Answers a token request.</summary>
    /// <param name="form">The body's fields with all their values; empty when the body is no form.</param>
    /// <param name="authorization">The <c>Authorization</c> header, or null.</param>
    /// <param name="address">Where the request came from.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog and for a place among the secret checks.</param>
    public async ValueTask<TokenAnswer> AnswerAsync(
        IEnumerable<KeyValuePair<string, StringValues>> form,
        string? authorization,
        string address,
        CancellationToken cancellationToken
    )
    {
        if (!TryReadForm(form, out var fields, out var repeated))
            return Refuse(400, TokenError.InvalidRequest, $"The parameter {repeated} is given more than once.");
        if (!fields.TryGetValue("grant_type", out var grantType))
            return Refuse(400, TokenError.InvalidRequest, "The parameter grant_type is missing.");
        if (grantType != "client_credentials")
            return Refuse(400, TokenError.UnsupportedGrantType, "The grant type must be client_credentials.");

        var id = fields.GetValueOrDefault("client_id", "");
        var secret = fields.GetValueOrDefault("client_secret", "");
        var scope = fields.GetValueOrDefault("scope");
        if (!BasicCredentials.IsBasic(authorization))
            return await IssueAsync(id, secret, scope, address, challenge: null, cancellationToken);
        if (!BasicCredentials.TryRead(authorization, out var basic))
            return Refuse(401, TokenError.InvalidClient, "The Basic credentials are malformed.", BasicChallenge);
        // The id alone in the body is no second way to authenticate, as long as it is the same (RFC 6749 §2.3).
        if (secret.Length > 0 || (id.Length > 0 && id != basic.ClientId))
            return Refuse(
                400,
                TokenError.InvalidRequest,
                "Send the client credentials either by Basic or in the body."
            );
        return await IssueAsync(basic.ClientId, basic.ClientSecret, scope, address, BasicChallenge, cancellationToken);
    }

    /// <summary>A token for a client whose id and secret arrived some other way (seed 003).</summary>
    /// <param name="clientId">The client's id.</param>
    /// <param name="clientSecret">One of its secrets.</param>
    /// <param name="scope">What the token shall allow, separated by spaces; null or empty = all that the client
    /// has.</param>
    /// <param name="address">Where the request came from.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog and for a place among the secret checks.</param>
    public ValueTask<TokenAnswer> IssueAsync(
        string clientId,
        string clientSecret,
        string? scope,
        string address,
        CancellationToken cancellationToken
    ) => IssueAsync(clientId, clientSecret, scope, address, challenge: null, cancellationToken);

    private async ValueTask<TokenAnswer> IssueAsync(
        string clientId,
        string clientSecret,
        string? scope,
        string address,
        string? challenge,
        CancellationToken cancellationToken
    )
    {
        if (!IsAvailable)
            return Refuse(404, TokenError.InvalidRequest, "Tokens are issued by the configured authority, not here.");
        if (clientId.Length == 0 || clientSecret.Length == 0)
            return Refuse(401, TokenError.InvalidClient, "The client credentials are missing.", challenge);
        var answer = await authenticator.AuthenticateAsync(clientId, clientSecret, address, cancellationToken);
        if (answer.Busy)
            return Refuse(503, TokenError.TemporarilyUnavailable, "Too many requests at once.", retryAfter: BusyFor);
        if (answer.RetryAfter is { } heldBack)
            return TooMany(heldBack);
        if (!answer.Succeeded)
            return Refuse(401, TokenError.InvalidClient, "The client or its secret is unknown.", challenge);
        if (limits.TakeToken(answer.Client.ClientId) is { } wait)
            return TooMany(wait);
        return Choose(answer.Client, scope) is { } granted
            ? Grant(answer.Client, granted)
            : Refuse(400, TokenError.InvalidScope, "A requested scope is unknown or not granted to this client.");
    }

    // In the order of the client's own list, so that equal requests get equal answers.
    private static string[]? Choose(Client client, string? scope)
    {
        var asked = (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length == 0)
            return [.. client.Scopes];
        return asked.All(client.Scopes.Contains) ? [.. client.Scopes.Where(asked.Contains)] : null;
    }

    private TokenAnswer TooMany(TimeSpan retryAfter) =>
        Refuse(429, TokenError.TemporarilyUnavailable, "Too many requests.", retryAfter: retryAfter);

    private TokenAnswer Grant(Client client, string[] scopes)
    {
        log.TokenIssued(client.ClientId.Value, scopes.Length);
        return TokenAnswer.Of(issuer.Grant(client, scopes));
    }

    private TokenAnswer Refuse(
        int status,
        string error,
        string description,
        string? challenge = null,
        TimeSpan? retryAfter = null
    )
    {
        log.TokenRefused(error);
        return TokenAnswer.Refused(status, error, description, challenge, retryAfter);
    }

    // RFC 6749 §3.2: unknown parameters are ignored, empty ones count as left out, none may come twice.
    private static bool TryReadForm(
        IEnumerable<KeyValuePair<string, StringValues>> form,
        out Dictionary<string, string> fields,
        out string? repeated
    )
    {
        fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, values) in form)
        {
            if (!Parameters.Contains(name, StringComparer.Ordinal))
                continue;
            if (values.Count > 1 || !seen.Add(name))
            {
                repeated = name;
                return false;
            }
            if (values.ToString() is { Length: > 0 } value)
                fields[name] = value;
        }
        repeated = null;
        return true;
    }
}

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Loyalty.Identity;

/// <summary>
/// Access tokens that an OpenID Connect authority gave to clients on their own behalf. It says who the client is and what
/// it was granted; the client's organisation and the most that it may do are in our own catalog.
/// </summary>
internal sealed class AuthorityTokens(AuthorityKeys authority, IdentityOptions options, TimeProvider time)
    : ITokenTrust,
        IDisposable
{
    // Asymmetric only: with an HMAC algorithm the public key would be the secret (RFC 8725 §2.1).
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly string[] ClientClaims = ["azp", "client_id", "appid"];
    private static readonly string[] ScopeClaims = ["scope", "scp", "roles"];

    // What ID tokens alone carry: OpenID Connect Core §2 and §3.3.2.11.
    private static readonly string[] IdTokenClaims = ["nonce", "at_hash", "c_hash", "s_hash"];
    private readonly JsonWebTokenHandler handler = new();
    private readonly TokenRules rules = new(options, time);

    /// <inheritdoc/>
    public async ValueTask<TokenOutcome> ReadAsync(string token, CancellationToken cancellationToken)
    {
        var configuration = await authority.GetAsync(cancellationToken);
        var result = await ValidateAsync(token, configuration);
        if (!result.IsValid && TokenRules.FaultOf(result) == TokenFault.KeyUnknown)
        {
            var newer = await authority.RefreshAsync(configuration, cancellationToken);
            if (!ReferenceEquals(newer, configuration))
                result = await ValidateAsync(token, newer);
        }
        if (!result.IsValid)
            return TokenRules.FaultOf(result);
        return result.SecurityToken is JsonWebToken jwt ? Read(jwt) : TokenFault.Malformed;
    }

    /// <inheritdoc/>
    public bool StillTrusts(string keyId) =>
        authority.Known is { } configuration && FindKey(configuration, keyId) is not null;

    /// <inheritdoc/>
    public void Dispose() => authority.Dispose();

    private Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration configuration) =>
        handler.ValidateTokenAsync(
            token,
            TokenRules.Parameters(
                configuration.Issuer,
                options.Audience,
                Algorithms,
                keyId => FindKey(configuration, keyId)
            )
        );

    private TokenOutcome Read(JsonWebToken jwt)
    {
        if (rules.CheckTimes(jwt) is { } fault)
            return fault;
        if (!IsAccessToken(jwt) || TokenRules.IsCritical(jwt))
            return TokenFault.Malformed;
        if (rules.LifetimeOf(jwt) > options.AuthorityTokenLifetime)
            return TokenFault.LivesTooLong;
        if (!ClientId.TryParse(FindClient(jwt), out var client))
            return TokenFault.ClientUnknown;
        if (!IsClientsOwn(jwt, client))
            return TokenFault.NotOfClient;
        return new TokenReading
        {
            ClientId = client,
            Scopes = FindScopes(jwt),
            KeyId = jwt.Kid,
            Until = rules.Until(jwt),
        };
    }

    // Many authorities give access tokens the plain type, or none, and so ID tokens; some say in the payload what it is.
    private static bool IsAccessToken(JsonWebToken jwt) =>
        (jwt.Typ is null or "" or "JWT" || TokenRules.IsAccessToken(jwt.Typ))
        && !Array.Exists(IdTokenClaims, claim => jwt.TryGetPayloadValue<object>(claim, out _))
        && (
            !jwt.TryGetPayloadValue<object>("typ", out var kind)
            || kind is string word && word.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        );

    private bool IsClientsOwn(JsonWebToken jwt, ClientId client) =>
        jwt.TryGetPayloadValue<object>(options.ClientMark.Claim, out var mark)
        && mark is string text
        && text
            == options.ClientMark.Value.Replace(IdentityOptions.ClientInMark, client.Value, StringComparison.Ordinal);

    private static string? FindClient(JsonWebToken jwt)
    {
        foreach (var claim in ClientClaims)
            if (jwt.TryGetPayloadValue<string>(claim, out var client) && !string.IsNullOrEmpty(client))
                return client;
        return null;
    }

    // A claim that is a list arrives as one claim for each of its items.
    private static string[] FindScopes(JsonWebToken jwt) =>
        [
            .. jwt
                .Claims.Where(claim => ScopeClaims.Contains(claim.Type))
                .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Distinct(StringComparer.Ordinal),
        ];

    private static SecurityKey? FindKey(OpenIdConnectConfiguration configuration, string? keyId)
    {
        foreach (var key in configuration.SigningKeys)
            if (key.KeyId == keyId && key is not SymmetricSecurityKey)
                return key;
        return null;
    }
}

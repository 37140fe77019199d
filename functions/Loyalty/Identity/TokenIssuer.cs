using System.Buffers.Text;
using System.Security.Cryptography;
using Loyalty.Catalog;
using Loyalty.Signing;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Loyalty.Identity;

/// <summary>
/// Makes access tokens: JWTs signed with ES256, in the shape of RFC 9068. Their type <c>at+jwt</c> keeps any other JWT
/// that the same key might ever sign from passing as one of them (RFC 8725 §3.11).
/// </summary>
public sealed class TokenIssuer(IKeyRing keys, IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>The <c>typ</c> header of our access tokens.</summary>
    internal const string TokenType = "at+jwt";

    /// <summary>The claim that names the client's organisation.</summary>
    internal const string OrganisationClaim = "org";
    private const int IdBytes = 16;
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token as <see cref="Issue"/> makes it, and what its holder is told of it.</summary>
    public TokenGrant Grant(Client client, IReadOnlyCollection<string> scopes) =>
        new()
        {
            AccessToken = Issue(client, scopes),
            ExpiresInSeconds = (long)options.Value.TokenLifetime.TotalSeconds,
            Scope = string.Join(' ', scopes),
        };

    /// <summary>A token for the client with these scopes, good from now for
    /// <see cref="IdentityOptions.TokenLifetime"/>.</summary>
    public string Issue(Client client, IEnumerable<string> scopes)
    {
        var now = time.GetUtcNow();
        var key = keys.Current(KeyUse.Token);
        using var privateKey = ECDsa.Create();
        var pkcs8 = key.ExportPkcs8();
        privateKey.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        // The library's default factory would keep the private key in its cache of providers.
        var securityKey = new ECDsaSecurityKey(privateKey)
        {
            KeyId = key.KeyId,
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        return Handler.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = TokenType,
                SigningCredentials = new SigningCredentials(securityKey, SecurityAlgorithms.EcdsaSha256),
                Claims = Claims(client, scopes, now),
            }
        );
    }

    private Dictionary<string, object> Claims(Client client, IEnumerable<string> scopes, DateTimeOffset now)
    {
        var settings = options.Value;
        return new Dictionary<string, object>
        {
            ["iss"] = Issuer(settings),
            ["sub"] = client.ClientId.Value,
            ["aud"] = settings.Audience,
            ["azp"] = client.ClientId.Value,
            ["client_id"] = client.ClientId.Value,
            [OrganisationClaim] = client.OrgId.Value,
            ["scope"] = string.Join(' ', scopes),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + settings.TokenLifetime).ToUnixTimeSeconds(),
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)),
        };
    }

    // Read at each use: a host that listens on a port of the system's choice knows its base URL only once it runs.
    internal static string Issuer(IdentityOptions options) =>
        options.Issuer is { Length: > 0 } issuer
            ? issuer
            : throw new InvalidOperationException($"{IdentityOptions.Section}:{nameof(options.Issuer)} is not set.");
}

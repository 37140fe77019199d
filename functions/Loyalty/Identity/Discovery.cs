using System.Text.Json.Serialization;
using Loyalty.Json;
using Microsoft.Extensions.Options;

namespace Loyalty.Identity;

/// <summary>The discovery document of our token service (RFC 8414, OpenID Connect Discovery 1.0 §3).</summary>
public sealed class Discovery(IOptions<IdentityOptions> options)
{
    /// <summary>Below the issuer.</summary>
    public const string TokenPath = "/protocol/openid-connect/token";

    /// <summary>Below the issuer.</summary>
    public const string JwksPath = "/protocol/openid-connect/certs";

    /// <summary>The document, <c>application/json</c>.</summary>
    public byte[] ToJson()
    {
        var issuer = TokenIssuer.Issuer(options.Value);
        return JsonText.Write(
            new DiscoveryDocument
            {
                Issuer = issuer,
                TokenEndpoint = issuer + TokenPath,
                JwksUri = issuer + JwksPath,
                ScopesSupported = Scopes.All,
            },
            IdentityJson.Default.DiscoveryDocument
        );
    }
}

/// <summary>The members of the document, as they are written.</summary>
internal sealed record DiscoveryDocument
{
    [JsonPropertyName("issuer")]
    public required string Issuer { get; init; }

    [JsonPropertyName("token_endpoint")]
    public required string TokenEndpoint { get; init; }

    [JsonPropertyName("jwks_uri")]
    public required string JwksUri { get; init; }

    [JsonPropertyName("scopes_supported")]
    public required IReadOnlyList<string> ScopesSupported { get; init; }

    [JsonPropertyName("response_types_supported")]
    public IReadOnlyList<string> ResponseTypesSupported { get; init; } = [];

    [JsonPropertyName("grant_types_supported")]
    public IReadOnlyList<string> GrantTypesSupported { get; init; } = ["client_credentials"];

    [JsonPropertyName("token_endpoint_auth_methods_supported")]
    public IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; init; } =
    ["client_secret_post", "client_secret_basic"];

    // OpenID Connect Discovery demands these two, although there are no users here and no ID tokens.
    [JsonPropertyName("subject_types_supported")]
    public IReadOnlyList<string> SubjectTypesSupported { get; init; } = ["public"];

    [JsonPropertyName("id_token_signing_alg_values_supported")]
    public IReadOnlyList<string> IdTokenSigningAlgValuesSupported { get; init; } = ["ES256"];
}

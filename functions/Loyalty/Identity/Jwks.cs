using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Loyalty.Json;
using Loyalty.Signing;
using Microsoft.IdentityModel.Tokens;

namespace Loyalty.Identity;

/// <summary>Our public keys as a JSON Web Key Set (RFC 7517): for tokens and for callbacks, older ones in overlap
/// included.</summary>
public sealed class Jwks(IKeyRing keys)
{
    /// <summary>The set, <c>application/json</c>.</summary>
    public byte[] ToJson() =>
        JsonText.Write(
            new JwksDocument { Keys = [.. keys.Live.Select(ToDocument)] },
            IdentityJson.Default.JwksDocument
        );

    /// <summary>A token key in the library's form, bound to the one algorithm it may be used with.</summary>
    internal static JsonWebKey ToVerificationKey(PublicKey key)
    {
        var document = ToDocument(key);
        return new JsonWebKey
        {
            Kid = document.KeyId,
            KeyId = document.KeyId,
            Kty = document.KeyType,
            Alg = document.Algorithm,
            Use = document.Use,
            Crv = document.Curve,
            X = document.X,
            Y = document.Y,
            N = document.N,
            E = document.E,
        };
    }

    private static JwkDocument ToDocument(PublicKey key) =>
        key switch
        {
            { EcParameters: { } ec } => new JwkDocument
            {
                KeyType = "EC",
                KeyId = key.KeyId,
                Algorithm = "ES256",
                Curve = "P-256",
                X = Base64Url.EncodeToString(ec.Q.X),
                Y = Base64Url.EncodeToString(ec.Q.Y),
            },
            { RsaParameters: { } rsa } => new JwkDocument
            {
                KeyType = "RSA",
                KeyId = key.KeyId,
                Algorithm = "RS256",
                N = Base64Url.EncodeToString(rsa.Modulus),
                E = Base64Url.EncodeToString(rsa.Exponent),
            },
            _ => throw new CryptographicException("A public key holds either an RSA or an EC key."),
        };
}

/// <summary>The set as it is written.</summary>
internal sealed record JwksDocument
{
    [JsonPropertyName("keys")]
    public required IReadOnlyList<JwkDocument> Keys { get; init; }
}

/// <summary>One key as it is written (RFC 7518 §6); members that its type lacks are left out.</summary>
internal sealed record JwkDocument
{
    [JsonPropertyName("kty")]
    public required string KeyType { get; init; }

    [JsonPropertyName("use")]
    public string Use { get; init; } = "sig";

    [JsonPropertyName("alg")]
    public required string Algorithm { get; init; }

    [JsonPropertyName("kid")]
    public required string KeyId { get; init; }

    [JsonPropertyName("crv")]
    public string? Curve { get; init; }

    [JsonPropertyName("x")]
    public string? X { get; init; }

    [JsonPropertyName("y")]
    public string? Y { get; init; }

    [JsonPropertyName("n")]
    public string? N { get; init; }

    [JsonPropertyName("e")]
    public string? E { get; init; }
}

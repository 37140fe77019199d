using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Loyalty.Identity;
using Loyalty.Signing;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Identity;

public class DiscoveryTests
{
    private readonly IdentityScene scene = new();

    [Fact]
    public void The_document_points_to_the_endpoints_of_the_contract()
    {
        var json = JsonDocument.Parse(new Discovery(Options.Create(scene.Options)).ToJson()).RootElement;

        Assert.Equal(IdentityScene.Issuer, json.GetProperty("issuer").GetString());
        Assert.Equal(
            "https://loyalty.test/realms/partner/protocol/openid-connect/token",
            json.GetProperty("token_endpoint").GetString()
        );
        Assert.Equal(
            "https://loyalty.test/realms/partner/protocol/openid-connect/certs",
            json.GetProperty("jwks_uri").GetString()
        );
        Assert.Equal(["client_credentials"], Strings(json, "grant_types_supported"));
        Assert.Equal(
            ["client_secret_post", "client_secret_basic"],
            Strings(json, "token_endpoint_auth_methods_supported")
        );
        Assert.Empty(Strings(json, "response_types_supported"));
        Assert.Equal(Scopes.All, Strings(json, "scopes_supported"));
        Assert.Equal(["public"], Strings(json, "subject_types_supported"));
        Assert.Equal(["ES256"], Strings(json, "id_token_signing_alg_values_supported"));
    }

    [Fact]
    public void Every_scope_is_known_and_no_other()
    {
        Assert.All(Scopes.All, scope => Assert.True(Scopes.IsKnown(scope)));
        Assert.False(Scopes.IsKnown("points"));
        Assert.Equal([Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft], Scopes.All.Where(Scopes.IsManagement));
    }

    [Fact]
    public void The_keys_document_shows_all_live_keys_and_nothing_private()
    {
        scene.Keys.Rotate(KeyUse.Token, TimeSpan.FromHours(1));
        var keys = Keys();

        Assert.Equal(scene.Keys.Live.Select(key => key.KeyId), keys.Select(key => key.GetProperty("kid").GetString()!));
        foreach (var key in keys)
        {
            Assert.Equal("sig", key.GetProperty("use").GetString());
            string[] members = key.GetProperty("kty").GetString() switch
            {
                "EC" => ["kty", "use", "alg", "kid", "crv", "x", "y"],
                "RSA" => ["kty", "use", "alg", "kid", "n", "e"],
                var other => throw new InvalidOperationException(other),
            };
            Assert.Equal(members, key.EnumerateObject().Select(member => member.Name));
        }
    }

    [Fact]
    public void Keys_rebuilt_from_the_document_verify_our_signatures()
    {
        var keys = Keys().ToDictionary(key => key.GetProperty("kid").GetString()!);
        var data = "text"u8.ToArray();

        var ec = keys[scene.Keys.Current(KeyUse.CallbackEcdsa).KeyId];
        Assert.Equal(("ES256", "P-256"), (Text(ec, "alg"), Text(ec, "crv")));
        using var ecdsa = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Bytes(ec, "x"), Y = Bytes(ec, "y") },
            }
        );
        var ecSignature = scene.Keys.Current(KeyUse.CallbackEcdsa).Sign(data);
        Assert.True(
            ecdsa.VerifyData(data, ecSignature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
        );

        var rs = keys[scene.Keys.Current(KeyUse.CallbackRsa).KeyId];
        Assert.Equal("RS256", Text(rs, "alg"));
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(rs, "n"), Exponent = Bytes(rs, "e") });
        var rsaSignature = scene.Keys.Current(KeyUse.CallbackRsa).Sign(data);
        Assert.True(rsa.VerifyData(data, rsaSignature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private JsonElement[] Keys() =>
        [.. JsonDocument.Parse(new Jwks(scene.Keys).ToJson()).RootElement.GetProperty("keys").EnumerateArray()];

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static byte[] Bytes(JsonElement json, string name) => Base64Url.DecodeFromChars(Text(json, name));

    private static string[] Strings(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Signing;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Tests.Http;

/// <summary>Everything that looks like an owner's token and is none.</summary>
internal sealed class ForgedTokens(HostFixture fixture, Client owner)
{
    /// <summary>What an <c>Authorization</c> header says, by what is wrong with it; null = there is none.</summary>
    public IReadOnlyDictionary<string, string?> All()
    {
        var good = Issue(settings => { });
        var parts = good.Split('.');
        var keyId = Part(parts[0])["kid"]!.GetValue<string>();
        var publicKey = fixture.Service<IKeyRing>().LiveFor(KeyUse.Token).Single(key => key.KeyId == keyId);
        using var stranger = SigningKey.Create(KeyAlgorithm.EcdsaSha256, keyId, DateTimeOffset.UnixEpoch);
        var callbacks = fixture.Service<IKeyRing>().Current(KeyUse.CallbackEcdsa);
        return new Dictionary<string, string?>
        {
            ["absent"] = null,
            ["no token"] = "Bearer",
            ["not a token"] = "Bearer a.b.c",
            ["the secret itself"] = $"Basic {Base64($"{owner.ClientId}:{fixture.Demo.Owner.ClientSecret}")}",
            ["another scheme"] = $"DPoP {good}",
            ["expired"] = Bearer(Issue(settings => { }, -TimeSpan.FromHours(1))),
            ["not yet valid"] = Bearer(Issue(settings => { }, TimeSpan.FromHours(1))),
            ["another issuer"] = Bearer(
                Issue(settings => settings.Issuer = "https://elsewhere.example/realms/partner")
            ),
            ["another audience"] = Bearer(Issue(settings => settings.Audience = "elsewhere")),
            ["unsigned"] = Bearer($"{Head("none", keyId)}.{parts[1]}."),
            ["without its signature"] = Bearer($"{parts[0]}.{parts[1]}."),
            ["signed with our public key as a secret"] = Bearer(
                Signed(
                    Head("HS256", keyId),
                    parts[1],
                    data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(publicKey.ToPem()), data)
                )
            ),
            ["signed by a stranger under our key's name"] = Bearer(
                Signed(
                    parts[0],
                    parts[1],
                    data => stranger.Sign(data, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                )
            ),
            ["signed by our key for callbacks"] = Bearer(
                Signed(
                    Head("ES256", callbacks.KeyId),
                    parts[1],
                    data => callbacks.Sign(data, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                )
            ),
            ["of another organisation"] = Bearer($"{parts[0]}.{Claims(parts[1], "org", "other")}.{parts[2]}"),
            ["of a client that is not there"] = Bearer(
                Issue(settings => { }, client: owner with { ClientId = TextId.From<ClientId>("nobody") })
            ),
            ["of a client that is another organisation's"] = Bearer(
                Issue(settings => { }, client: owner with { OrgId = TextId.From<OrgId>("other") })
            ),
        };
    }

    private string Issue(Action<IdentityOptions> change, TimeSpan ahead = default, Client? client = null)
    {
        var settings = fixture.Service<IOptions<IdentityOptions>>().Value;
        var changed = new IdentityOptions { Issuer = settings.Issuer, Audience = settings.Audience };
        change(changed);
        var time = new Contracts.Support.ManualTimeProvider(fixture.Time.GetUtcNow() + ahead);
        return new TokenIssuer(fixture.Service<IKeyRing>(), Options.Create(changed), time).Issue(
            client ?? owner,
            owner.Scopes
        );
    }

    private static string Bearer(string token) => $"Bearer {token}";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static JsonNode Part(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!;

    private static string Claims(string part, string name, string value)
    {
        var claims = Part(part);
        claims[name] = value;
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
    }

    private static string Head(string algorithm, string keyId) =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","kid":"{{keyId}}","typ":"at+jwt"}""")
        );

    private static string Signed(string head, string claims, Func<byte[], byte[]> sign) =>
        $"{head}.{claims}.{Base64Url.EncodeToString(sign(Encoding.UTF8.GetBytes($"{head}.{claims}")))}";
}

using System.Text.Json.Nodes;
using Loyalty.Identity;
using Loyalty.Signing;

namespace Loyalty.Tests.Identity;

public class TokenForgeryTests
{
    private const string Bare = "Bearer realm=\"partner\"";

    private readonly IdentityScene scene = new();

    [Fact]
    public async Task Every_changed_character_is_found()
    {
        var token = scene.Token();
        for (var at = 0; at < token.Length; at += 7)
        {
            var changed = token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
            Assert.False((await scene.VerifyToken(changed)).IsGood, $"character {at}");
        }
        Assert.True((await scene.VerifyToken(token)).IsGood);
    }

    private static readonly (string What, string Why, Func<IdentityScene, string> Make)[] Bad =
    [
        ("alg none", "signature", scene => Forge(scene, Jwt.Header("none", Kid(scene)), Jwt.Nothing)),
        ("alg none, no kid", "signature", scene => Forge(scene, Jwt.Header("none", null), Jwt.Nothing)),
        (
            "HS256 keyed with the public key's DER",
            "signature",
            scene => Forge(scene, Jwt.Header("HS256", Kid(scene)), Jwt.Hmac(Public(scene).ToSubjectPublicKeyInfo()))
        ),
        (
            "HS256 keyed with the public key's PEM",
            "signature",
            scene =>
                Forge(
                    scene,
                    Jwt.Header("HS256", Kid(scene)),
                    Jwt.Hmac(System.Text.Encoding.ASCII.GetBytes(Public(scene).ToPem()))
                )
        ),
        ("ES384 header", "signature", scene => Forge(scene, Jwt.Header("ES384", Kid(scene)), Good(scene))),
        ("unknown key", "key", scene => Forge(scene, Jwt.Header("ES256", "other"), Good(scene))),
        ("no kid", "key", scene => Forge(scene, Jwt.Header("ES256", null), Good(scene))),
        (
            "own callback key",
            "key",
            scene =>
                Forge(
                    scene,
                    Jwt.Header("ES256", scene.Keys.Current(KeyUse.CallbackEcdsa).KeyId),
                    Jwt.Es256(scene.Keys.Current(KeyUse.CallbackEcdsa))
                )
        ),
        (
            "another key under this kid",
            "signature",
            scene => Forge(scene, Jwt.Header("ES256", Kid(scene)), Jwt.Es256(scene.Keys.Current(KeyUse.CallbackEcdsa)))
        ),
        (
            "DER signature",
            "signature",
            scene => Forge(scene, Header(scene), input => scene.Keys.Current(KeyUse.Token).Sign(input))
        ),
        ("no signature", "signature", scene => Forge(scene, Header(scene), Jwt.Nothing)),
        ("type JWT", "malformed", scene => Forge(scene, Jwt.Header("ES256", Kid(scene), "JWT"), Good(scene))),
        ("no type", "malformed", scene => Forge(scene, Jwt.Header("ES256", Kid(scene), null), Good(scene))),
        (
            "critical extension",
            "malformed",
            scene => Forge(scene, Header(scene).With("crit", new JsonArray("x")).With("x", 1), Good(scene))
        ),
        ("other issuer", "issuer", scene => With(scene, "iss", "https://evil.test")),
        ("issuer with a slash", "issuer", scene => With(scene, "iss", IdentityScene.Issuer + "/")),
        ("no issuer", "issuer", scene => With(scene, "iss", null)),
        ("other audience", "audience", scene => With(scene, "aud", "someone")),
        ("no audience", "audience", scene => With(scene, "aud", null)),
        ("expired", "expired", scene => With(scene, "exp", Seconds(scene, -10))),
        ("no expiry", "malformed", scene => With(scene, "exp", null)),
        ("expiry is a text", "malformed", scene => With(scene, "exp", "soon")),
        ("issued in the future", "not valid yet", scene => With(scene, "iat", Seconds(scene, 11))),
        ("no issue time", "malformed", scene => With(scene, "iat", null)),
        ("not before the future", "not valid yet", scene => With(scene, "nbf", Seconds(scene, 11))),
        ("no client", "malformed", scene => With(scene, "azp", null)),
        ("client is no id", "malformed", scene => With(scene, "azp", "a b")),
        ("unknown client", "client", scene => With(scene, "azp", "nobody")),
        ("no organisation", "malformed", scene => With(scene, "org", null)),
        ("other organisation", "client", scene => With(scene, "org", "other")),
        ("no scope", "malformed", scene => With(scene, "scope", null)),
    ];

    public static TheoryData<string> BadTokens() => [.. Bad.Select(token => token.What)];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_bad_token_is_refused_for_what_is_wrong(string what)
    {
        var (_, why, make) = Bad.Single(token => token.What == what);
        var verdict = await scene.VerifyToken(make(scene));

        Assert.False(verdict.IsGood, what);
        Refused(why, verdict);
    }

    /// <summary>The forger's frame itself must be good, or the table above proves nothing.</summary>
    [Fact]
    public async Task A_token_put_together_by_hand_is_good_when_nothing_is_wrong()
    {
        Assert.True((await scene.VerifyToken(Forge(scene, Header(scene), Good(scene)))).IsGood);
        Assert.True((await scene.VerifyToken(With(scene, "iat", Seconds(scene, 10)))).IsGood);
        Assert.True((await scene.VerifyToken(With(scene, "nbf", Seconds(scene, 10)))).IsGood);
        Assert.True((await scene.VerifyToken(With(scene, "exp", Seconds(scene, -9)))).IsGood);
        var end = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        Assert.True((await scene.VerifyToken(With(scene, "exp", end))).IsGood);
    }

    private static void Refused(string why, TokenVerdict verdict)
    {
        Assert.False(verdict.IsGood);
        Assert.StartsWith(Bare + ", error=\"invalid_token\", error_description=\"", verdict.Challenge);
        Assert.Contains(why, verdict.Challenge);
    }

    private static string Kid(IdentityScene scene) => scene.Keys.Current(KeyUse.Token).KeyId;

    private static PublicKey Public(IdentityScene scene) => scene.Keys.Current(KeyUse.Token).PublicKey;

    private static JsonObject Header(IdentityScene scene) => Jwt.Header("ES256", Kid(scene));

    private static Func<byte[], byte[]> Good(IdentityScene scene) => Jwt.Es256(scene.Keys.Current(KeyUse.Token));

    private static long Seconds(IdentityScene scene, int fromNow) =>
        scene.Time.GetUtcNow().ToUnixTimeSeconds() + fromNow;

    private static string Forge(IdentityScene scene, JsonObject header, Func<byte[], byte[]> sign) =>
        Jwt.Sign(header, Jwt.Payload(scene.Token()), sign);

    private static string With(IdentityScene scene, string claim, JsonNode? value) =>
        Jwt.Sign(Header(scene), Jwt.Payload(scene.Token()).With(claim, value), Good(scene));
}

using System.Text.Json.Nodes;
using Loyalty.Identity;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Identity;

public class AuthorityTokenTests
{
    private readonly FakeAuthority authority = new();

    private readonly IdentityScene scene;

    public AuthorityTokenTests()
    {
        scene = new IdentityScene(
            options =>
            {
                options.Authority = FakeAuthority.Url;
                options.Audience = FakeAuthority.Audience;
            },
            authority
        );
    }

    [Fact]
    public async Task A_token_of_the_authority_names_the_client_and_its_organisation_is_ours_to_say()
    {
        var verdict = await scene.VerifyToken(Token(Claims().With("org", "evil")));

        Assert.True(verdict.IsGood);
        Assert.Equal(Given.ClientId, verdict.Caller.ClientId);
        Assert.Equal(Given.Org, verdict.Caller.OrgId);
        Assert.True(verdict.Caller.May(Scopes.PointsEarn));
    }

    [Theory]
    [InlineData("azp")]
    [InlineData("client_id")]
    [InlineData("appid")]
    public async Task The_client_is_in_any_of_the_usual_claims(string claim)
    {
        Assert.True((await scene.VerifyToken(Token(Claims().With("azp", null).With(claim, "shop")))).IsGood);
    }

    public static TheoryData<string, string> ScopeForms() =>
        new()
        {
            { "scope", "\"points.earn points.redeem\"" },
            { "scope", "[\"points.earn\",\"points.redeem\"]" },
            { "scp", "\"points.earn points.redeem\"" },
            { "scp", "[\"points.earn\",\"points.redeem\"]" },
            { "roles", "[\"points.earn\",\"points.redeem\"]" },
        };

    [Theory]
    [MemberData(nameof(ScopeForms))]
    public async Task The_scopes_are_in_any_of_the_usual_claims(string claim, string value)
    {
        var token = Token(Claims().With("scope", null).With(claim, JsonNode.Parse(value)));

        var scopes = (await scene.VerifyToken(token)).Caller!.Scopes;
        Assert.Equal([Scopes.PointsEarn, Scopes.PointsRedeem], scopes.Order());
    }

    [Fact]
    public async Task The_authority_cannot_grant_what_the_client_does_not_have_here()
    {
        var token = Token(Claims().With("scope", "points.earn manage"));

        Assert.Equal([Scopes.PointsEarn], (await scene.VerifyToken(token)).Caller!.Scopes);
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("at+jwt")]
    [InlineData("application/at+jwt")]
    [InlineData(null)]
    public async Task The_usual_types_are_taken(string? type)
    {
        Assert.True((await scene.VerifyToken(Sign("RS256", "rsa-0", FakeAuthority.Rsa(0), type: type))).IsGood);
    }

    [Fact]
    public async Task The_algorithms_of_the_authoritys_keys_are_taken()
    {
        authority.AddEc();

        Assert.True((await scene.VerifyToken(Sign("RS256", "rsa-0", FakeAuthority.Rsa(0)))).IsGood);
        Assert.True((await scene.VerifyToken(Sign("PS256", "rsa-0", FakeAuthority.Pss(0)))).IsGood);
        Assert.True((await scene.VerifyToken(Sign("ES256", "ec", FakeAuthority.Ec()))).IsGood);
    }

    [Fact]
    public async Task No_other_algorithm_and_no_confusion_of_keys_is_taken()
    {
        authority.AddEc();
        authority.AddSymmetric(new byte[32]);
        string[] tokens =
        [
            Sign("none", "rsa-0", Jwt.Nothing),
            Sign("HS256", "oct", Jwt.Hmac(new byte[32])),
            Sign("HS256", "rsa-0", Jwt.Hmac(FakeAuthority.PublicDer(0))),
            Sign("RS256", "rsa-0", FakeAuthority.Rsa(1)),
            Sign("RS256", "ec", FakeAuthority.Rsa(0)),
            Sign("ES256", "rsa-0", FakeAuthority.Ec()),
            Sign("RS256", "rsa-0", FakeAuthority.Pss(0)),
        ];
        foreach (var token in tokens)
            Assert.False((await scene.VerifyToken(token)).IsGood, token);
    }

    public static TheoryData<string, string?, string> BadClaims() =>
        new()
        {
            { "iss", "\"https://evil.test\"", "issuer" },
            { "aud", "\"shop\"", "audience" },
            { "aud", null, "audience" },
            { "exp", "1", "expired" },
            { "exp", null, "malformed" },
            { "nbf", "4000000000", "not valid yet" },
            { "iat", "4000000000", "not valid yet" },
            { "azp", "\"nobody\"", "client" },
            { "azp", "\"not an id\"", "client" },
            { "azp", null, "client" },
        };

    [Theory]
    [MemberData(nameof(BadClaims))]
    public async Task A_bad_claim_is_refused(string claim, string? value, string why)
    {
        var claims = Claims().With(claim, value is null ? null : JsonNode.Parse(value));

        Assert.Contains(why, (await scene.VerifyToken(Token(claims))).Challenge);
    }

    [Fact]
    public async Task Our_own_tokens_are_not_taken_beside_the_authoritys()
    {
        Assert.False((await scene.VerifyToken(scene.Token())).IsGood);
    }

    private JsonObject Claims()
    {
        var now = scene.Time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = FakeAuthority.Url,
            ["aud"] = FakeAuthority.Audience,
            ["azp"] = "shop",
            ["scope"] = "points.earn",
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
    }

    private static string Token(JsonObject claims) =>
        Jwt.Sign(Jwt.Header("RS256", "rsa-0", "JWT"), claims, FakeAuthority.Rsa(0));

    private string Sign(string algorithm, string keyId, Func<byte[], byte[]> sign, string? type = "JWT") =>
        Jwt.Sign(Jwt.Header(algorithm, keyId, type), Claims(), sign);
}

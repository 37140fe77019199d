using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Loyalty.Identity;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Identity;

public sealed class AuthorityTokenTests : AuthorityTests
{
    [Fact]
    public async Task A_token_of_the_authority_names_the_client_and_its_organisation_is_ours_to_say()
    {
        var verdict = await Scene.VerifyToken(Token(Claims().With("org", "evil")));

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
        Assert.True((await Scene.VerifyToken(Token(Claims().With("azp", null).With(claim, "shop")))).IsGood);
    }

    [Fact]
    public async Task An_empty_claim_leaves_the_next_to_name_the_client()
    {
        Assert.True((await Scene.VerifyToken(Token(Claims().With("azp", "").With("client_id", "shop")))).IsGood);
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

        var scopes = (await Scene.VerifyToken(token)).Caller!.Scopes;
        Assert.Equal([Scopes.PointsEarn, Scopes.PointsRedeem], scopes.Order());
    }

    [Fact]
    public async Task The_authority_cannot_grant_what_the_client_does_not_have_here()
    {
        var token = Token(Claims().With("scope", "points.earn manage"));

        Assert.Equal([Scopes.PointsEarn], (await Scene.VerifyToken(token)).Caller!.Scopes);
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("at+jwt")]
    [InlineData("application/at+jwt")]
    [InlineData(null)]
    public async Task The_usual_types_are_taken(string? type)
    {
        Assert.True((await Scene.VerifyToken(Sign("RS256", "rsa-0", FakeAuthority.Rsa(0), type: type))).IsGood);
    }

    [Fact]
    public async Task The_algorithms_of_the_authoritys_keys_are_taken()
    {
        Authority.AddEc();

        Assert.True((await Scene.VerifyToken(Sign("RS256", "rsa-0", FakeAuthority.Rsa(0)))).IsGood);
        Assert.True((await Scene.VerifyToken(Sign("PS256", "rsa-0", FakeAuthority.Pss(0)))).IsGood);
        Assert.True((await Scene.VerifyToken(Sign("ES256", "ec", FakeAuthority.Ec()))).IsGood);
    }

    [Fact]
    public async Task No_other_algorithm_and_no_confusion_of_keys_is_taken()
    {
        Authority.AddEc();
        Authority.AddSymmetric(new byte[32]);
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
            Assert.False((await Scene.VerifyToken(token)).IsGood, token);
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

        Assert.Contains(why, (await Scene.VerifyToken(Token(claims))).Challenge);
    }

    [Fact]
    public async Task Our_own_tokens_are_not_taken_beside_the_authoritys()
    {
        Assert.False((await Scene.VerifyToken(Scene.Token())).IsGood);
    }

    public static TheoryData<string, string> OthersTokens() =>
        new()
        {
            // A person's token, got through the client.
            { "sub", "\"7f0c9b1e\"" },
            { "sub", "[\"shop\"]" },
            { "sub", "\"SHOP\"" },
            { "sub", "null" },
        };

    [Theory]
    [MemberData(nameof(OthersTokens))]
    public async Task A_token_that_was_not_issued_to_the_client_itself_is_refused(string claim, string value)
    {
        var verdict = await Scene.VerifyToken(Token(Claims().With(claim, JsonNode.Parse(value))));

        Assert.False(verdict.IsGood);
    }

    [Theory]
    [InlineData("idtyp=app", "idtyp", "app", "user")]
    [InlineData("gty=client-credentials", "gty", "client-credentials", "password")]
    [InlineData("sub={client}@clients", "sub", "shop@clients", "shop")]
    [InlineData("preferred_username=service-account-{client}", "preferred_username", "service-account-shop", "shop")]
    public async Task What_marks_a_clients_token_can_be_set(string mark, string claim, string good, string bad)
    {
        Scene.Options.AuthorityClientMark = mark;

        Assert.True((await Scene.VerifyToken(Token(Claims().With(claim, good)))).IsGood);
        Assert.Contains("client itself", (await Scene.VerifyToken(Token(Claims().With(claim, bad)))).Challenge);
        Assert.Contains("client itself", (await Scene.VerifyToken(Token(Claims().With(claim, null)))).Challenge);
    }

    [Theory]
    [InlineData("")]
    [InlineData("idtyp")]
    [InlineData("=app")]
    [InlineData("idtyp=")]
    public void A_mark_without_claim_or_value_stops_the_start(string mark)
    {
        var options = new IdentityOptions { AuthorityClientMark = mark };

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), [], true));
    }

    [Theory]
    [InlineData("nonce", "n")]
    [InlineData("at_hash", "x")]
    [InlineData("c_hash", "x")]
    [InlineData("s_hash", "x")]
    [InlineData("typ", "ID")]
    [InlineData("typ", "Refresh")]
    public async Task What_is_marked_as_another_kind_of_token_is_refused(string claim, string value)
    {
        Assert.Contains("malformed", (await Scene.VerifyToken(Token(Claims().With(claim, value)))).Challenge);
    }

    [Fact]
    public async Task A_payload_that_says_bearer_is_taken()
    {
        Assert.True((await Scene.VerifyToken(Token(Claims().With("typ", "Bearer")))).IsGood);
    }

    [Fact]
    public async Task A_token_that_lives_longer_than_a_day_is_refused()
    {
        var now = Scene.Time.GetUtcNow().ToUnixTimeSeconds();
        const long day = 24 * 3600;

        Assert.True((await Scene.VerifyToken(Token(Claims().With("exp", now + day)))).IsGood);
        Assert.True((await Scene.VerifyToken(Token(Claims().With("exp", now + day).With("iat", null)))).IsGood);
        foreach (var lasting in new[] { Claims(), Claims().With("iat", null) })
            Assert.Contains("too long", (await Scene.VerifyToken(Token(lasting.With("exp", now + day + 1)))).Challenge);
        // Near its end, but thirty years old.
        var old = Claims().With("iat", now - (30 * 365 * day));
        Assert.Contains("too long", (await Scene.VerifyToken(Token(old))).Challenge);
    }
}

using Loyalty.Identity;
using Loyalty.Signing;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Identity;

public class TokenVerifierTests
{
    private const string Bare = "Bearer realm=\"partner\"";

    private readonly IdentityScene scene = new();

    [Fact]
    public async Task A_good_token_names_client_organisation_and_scopes()
    {
        var verdict = await scene.VerifyToken(scene.Token());

        Assert.True(verdict.IsGood);
        Assert.Null(verdict.Challenge);
        Assert.Equal(Given.ClientId, verdict.Caller.ClientId);
        Assert.Equal(Given.Org, verdict.Caller.OrgId);
        Assert.True(verdict.Caller.May(Scopes.PointsEarn));
        Assert.False(verdict.Caller.May(Scopes.Manage));
    }

    [Theory]
    [InlineData("bearer {0}")]
    [InlineData("BEARER {0}")]
    [InlineData("Bearer   {0}  ")]
    public async Task The_scheme_is_read_in_any_case_and_with_any_spaces(string format)
    {
        Assert.True((await scene.Verify(string.Format(format, scene.Token()))).IsGood);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic c2hvcDpzZWNyZXQ=")]
    [InlineData("Bearerx.y.z")]
    [InlineData("token")]
    public async Task Without_a_token_the_challenge_says_nothing_more(string? header)
    {
        Assert.Equal(Bare, (await scene.Verify(header)).Challenge);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer x")]
    [InlineData("Bearer ..")]
    [InlineData("Bearer a.b.c.d.e")]
    [InlineData("Bearer a.b.c, Bearer a.b.c")]
    [InlineData("Bearer ä.ö.ü")]
    public async Task A_text_that_is_no_token_is_malformed(string header)
    {
        Refused("malformed", await scene.Verify(header));
    }

    [Fact]
    public async Task A_token_longer_than_headers_can_be_is_malformed()
    {
        Refused("malformed", await scene.VerifyToken("a." + new string('b', 20_000) + ".c"));
        var good = scene.Tokens.Issue(scene.Client, [Scopes.PointsEarn, new string('x', 15_000)]);
        Refused("malformed", await scene.VerifyToken(good));
    }

    [Fact]
    public async Task A_remembered_token_ends_when_it_expires()
    {
        var token = scene.Token();
        Assert.True((await scene.VerifyToken(token)).IsGood);

        scene.Time.Advance(TimeSpan.FromSeconds(609));
        Assert.True((await scene.VerifyToken(token)).IsGood);
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        Refused("expired", await scene.VerifyToken(token));
    }

    [Fact]
    public async Task A_remembered_token_of_an_unchanged_client_gives_the_same_verdict()
    {
        var local = new IdentityScene(catalogCache: TimeSpan.FromSeconds(3));
        var token = local.Token();

        Assert.Same(await local.VerifyToken(token), await local.VerifyToken(token));
    }

    [Fact]
    public async Task A_scope_that_the_client_lost_counts_no_more()
    {
        var token = scene.Token();
        Assert.True((await scene.VerifyToken(token)).Caller!.May(Scopes.PointsRedeem));

        scene.Store.Put(scene.Client with { Scopes = [Scopes.PointsEarn, Scopes.Manage] });

        var caller = (await scene.VerifyToken(token)).Caller!;
        Assert.False(caller.May(Scopes.PointsRedeem));
        Assert.False(caller.May(Scopes.Manage));
        Assert.True(caller.May(Scopes.PointsEarn));
    }

    [Fact]
    public async Task A_client_disabled_since_is_known_as_such()
    {
        var token = scene.Token();
        await scene.VerifyToken(token);

        scene.Store.Put(scene.Client with { Disabled = true });

        Assert.True((await scene.VerifyToken(token)).Caller!.Client.Disabled);
    }

    [Fact]
    public async Task A_token_of_the_old_key_is_good_until_that_key_retires()
    {
        var remembered = scene.Token();
        var fresh = scene.Token();
        Assert.True((await scene.VerifyToken(remembered)).IsGood);

        scene.Keys.Rotate(KeyUse.Token, overlap: TimeSpan.FromMinutes(5));
        Assert.True((await scene.VerifyToken(remembered)).IsGood);
        Assert.True((await scene.VerifyToken(fresh)).IsGood);
        Assert.True((await scene.VerifyToken(scene.Token())).IsGood);

        scene.Time.Advance(TimeSpan.FromMinutes(5));
        Refused("key", await scene.VerifyToken(remembered));
        Refused("key", await scene.VerifyToken(fresh));
        Assert.True((await scene.VerifyToken(scene.Token())).IsGood);
    }

    [Fact]
    public async Task A_full_memory_makes_room()
    {
        var local = new IdentityScene(options => options.TokenCacheSize = 4);
        for (var i = 0; i < 20; i++)
            Assert.True((await local.VerifyToken(local.Token())).IsGood);
    }

    [Fact]
    public async Task Without_an_issuer_nothing_works_loudly()
    {
        var token = scene.Token();
        scene.Options.Issuer = "";

        Assert.Equal(
            "Identity:Issuer is not set.",
            Assert.Throws<InvalidOperationException>(() => scene.Token()).Message
        );
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await scene.VerifyToken(token));
    }

    private static void Refused(string why, TokenVerdict verdict)
    {
        Assert.False(verdict.IsGood);
        Assert.StartsWith(Bare + ", error=\"invalid_token\", error_description=\"", verdict.Challenge);
        Assert.Contains(why, verdict.Challenge);
    }
}

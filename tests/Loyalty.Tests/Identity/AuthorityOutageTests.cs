using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Nodes;
using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

public class AuthorityOutageTests
{
    private readonly FakeAuthority authority = new();

    private readonly IdentityScene scene;

    public AuthorityOutageTests()
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
    public async Task The_authority_is_asked_once_for_many_tokens()
    {
        for (var i = 0; i < 5; i++)
            Assert.True((await scene.VerifyToken(Token(Claims().With("jti", $"{i}")))).IsGood);

        Assert.Equal(1, authority.Asked);
    }

    [Fact]
    public async Task A_token_of_a_new_key_is_good_at_once()
    {
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        authority.AddRsa(1);

        Assert.True((await scene.VerifyToken(Sign("RS256", "rsa-1", FakeAuthority.Rsa(1)))).IsGood);
        Assert.Equal(2, authority.Asked);
    }

    [Fact]
    public async Task Made_up_keys_do_not_flood_the_authority()
    {
        for (var i = 0; i < 20; i++)
            Assert.Contains("key", (await scene.VerifyToken(Sign("RS256", $"k{i}", FakeAuthority.Rsa(1)))).Challenge);
        Assert.Equal(1, authority.Asked);

        scene.Time.Advance(scene.Options.AuthorityAskAgainAfter);
        for (var i = 0; i < 20; i++)
            await scene.VerifyToken(Sign("RS256", $"k{i}", FakeAuthority.Rsa(1)));
        Assert.Equal(2, authority.Asked);
    }

    [Fact]
    public async Task A_token_that_is_wrong_in_another_way_does_not_have_the_authority_asked_again()
    {
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        scene.Time.Advance(scene.Options.AuthorityAskAgainAfter);

        Assert.Contains("audience", (await scene.VerifyToken(Token(Claims().With("aud", "other")))).Challenge);

        Assert.Equal(1, authority.Asked);
    }

    [Fact]
    public async Task A_key_that_the_authority_took_back_ends_remembered_tokens()
    {
        var token = Token(Claims());
        Assert.True((await scene.VerifyToken(token)).IsGood);
        authority.AddRsa(1);
        authority.Remove("rsa-0");
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.VerifyToken(Sign("RS256", "rsa-1", FakeAuthority.Rsa(1)));

        Assert.Contains("key", (await scene.VerifyToken(token)).Challenge);
    }

    public static TheoryData<string, Func<HttpResponseMessage?>> Outages() =>
        new()
        {
            { "no network", () => null },
            { "server error", () => new HttpResponseMessage(HttpStatusCode.InternalServerError) },
            {
                "no JSON",
                () =>
                    new HttpResponseMessage { Content = new StringContent("<html>") }
            },
            {
                "empty object",
                () =>
                    new HttpResponseMessage { Content = new StringContent("{}") }
            },
            {
                "endless",
                () =>
                    new HttpResponseMessage { Content = new ByteArrayContent(new byte[2_000_000]) }
            },
        };

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task An_authority_that_does_not_answer_is_a_fault_and_no_refusal(
        string what,
        Func<HttpResponseMessage?> outage
    )
    {
        authority.Outage = outage;

        await Unavailable(Token(Claims()));
        await Unavailable(Token(Claims()));
        Assert.Equal(1, authority.Asked);

        authority.Outage = null;
        scene.Time.Advance(scene.Options.AuthorityAskAgainAfter);
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood, what);
    }

    [Fact]
    public async Task Without_a_token_of_the_right_form_the_authority_is_not_asked()
    {
        authority.Outage = () => null;

        Assert.False((await scene.Verify(null)).IsGood);
        Assert.False((await scene.Verify("Bearer x")).IsGood);
        Assert.Equal(0, authority.Asked);
    }

    [Fact]
    public async Task Known_keys_are_used_on_while_the_authority_is_down_but_not_for_ever()
    {
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        authority.Outage = () => null;

        scene.Time.Advance(TimeSpan.FromHours(2));
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        await Unavailable(Sign("RS256", "rsa-1", FakeAuthority.Rsa(1)));
        scene.Time.Advance(TimeSpan.FromHours(22));
        await Unavailable(Token(Claims()));
    }

    [Fact]
    public async Task Keys_over_plain_http_are_not_fetched()
    {
        authority.JwksUri = "http://login.test/keys";

        await Unavailable(Token(Claims()));
    }

    [Fact]
    public async Task Keys_over_plain_http_are_fetched_where_that_is_allowed()
    {
        authority.JwksUri = "http://login.test/keys";
        var local = new IdentityScene(
            options =>
                (options.Authority, options.Audience, options.AllowHttpAuthority) = (
                    FakeAuthority.Url,
                    FakeAuthority.Audience,
                    true
                ),
            authority
        );

        Assert.True((await local.VerifyToken(Token(Claims()))).IsGood);
    }

    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1_048_576, false)]
    public async Task Of_an_answer_at_most_a_mebibyte_is_read(int more, bool good)
    {
        authority.Padding = more;

        if (good)
            Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        else
            await Unavailable(Token(Claims()));
    }

    [Fact]
    public void The_way_to_the_authority_is_not_disposed_of()
    {
        scene.Verifier.Dispose();

        Assert.False(authority.IsDisposed);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_no_outage()
    {
        using var gone = new CancellationTokenSource();
        var ready = Hang();
        var leaving = scene.Verifier.VerifyAsync("Bearer " + Token(Claims()), gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        ready.SetResult();
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        Assert.Equal(1, authority.Asked);
    }

    [Fact]
    public async Task Known_keys_serve_at_once_while_an_authority_that_hangs_is_asked_for_newer_ones()
    {
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        Hang();
        scene.Time.Advance(scene.Options.AuthorityKeysFor);

        for (var n = 0; n < 100; n++)
        {
            var verdict = scene.VerifyToken(Token(Claims().With("jti", $"{n}")));
            Assert.True(verdict.IsCompletedSuccessfully);
            Assert.True((await verdict).IsGood);
        }

        Assert.Equal(2, authority.Asked);
    }

    [Fact]
    public async Task Keys_that_were_read_behind_the_old_ones_count_from_then_on()
    {
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        var ready = Hang();
        scene.Time.Advance(scene.Options.AuthorityKeysFor);
        authority.AddRsa(1);
        authority.Remove("rsa-0");
        var served = scene.VerifyToken(Token(Claims()));
        Assert.True(served.IsCompletedSuccessfully && (await served).IsGood);

        ready.SetResult();

        Assert.True((await scene.VerifyToken(Sign("RS256", "rsa-1", FakeAuthority.Rsa(1)))).IsGood);
        Assert.Contains("key", (await scene.VerifyToken(Token(Claims()))).Challenge);
        Assert.Equal(2, authority.Asked);
    }

    [Fact]
    public async Task All_who_have_no_keys_wait_for_one_call_and_no_longer_than_it_may_take()
    {
        Hang();
        var waiting = Enumerable.Range(0, 50).Select(n => UnavailableAsync($"k{n}")).ToList();
        Assert.DoesNotContain(waiting, one => one.IsCompleted);

        scene.Time.Advance(scene.Options.AuthorityTimeout);

        await Task.WhenAll(waiting);
        Assert.Equal(1, authority.Asked);
        // It was asked moments ago, counted from the end.
        scene.Time.Advance(scene.Options.AuthorityAskAgainAfter - TimeSpan.FromTicks(1));
        await UnavailableAsync("k");
        Assert.Equal(1, authority.Asked);
        scene.Time.Advance(TimeSpan.FromTicks(1));
        var asks = UnavailableAsync("k");
        Assert.Equal(2, authority.Asked);
        scene.Time.Advance(scene.Options.AuthorityTimeout);
        await asks;
    }

    [Fact]
    public async Task Made_up_keys_cost_one_call_for_all_and_nobody_else_waits_for_it()
    {
        Assert.True((await scene.VerifyToken(Token(Claims()))).IsGood);
        scene.Time.Advance(scene.Options.AuthorityAskAgainAfter);
        Hang();
        var waiting = Enumerable.Range(0, 50).Select(n => UnavailableAsync($"k{n}")).ToList();

        var honest = scene.VerifyToken(Token(Claims().With("jti", "honest")));
        Assert.True(honest.IsCompletedSuccessfully && (await honest).IsGood);

        scene.Time.Advance(scene.Options.AuthorityTimeout);
        await Task.WhenAll(waiting);
        Assert.Equal(2, authority.Asked);
    }

    [Theory]
    [InlineData("https://evil.test")]
    [InlineData("https://login.test/tenant")]
    [InlineData("https://login.test/{tenantid}/v2.0")]
    [InlineData("HTTPS://LOGIN.TEST/tenant/v2.0")]
    [InlineData("")]
    public async Task An_authority_that_names_another_issuer_is_not_believed(string issuer)
    {
        authority.Issuer = issuer;
        await Unavailable(Token(Claims().With("iss", issuer)));
    }

    [Fact]
    public async Task A_slash_at_the_end_of_the_issuer_makes_no_other_authority()
    {
        authority.Issuer += "/";
        Assert.True((await scene.VerifyToken(Token(Claims().With("iss", authority.Issuer)))).IsGood);
    }

    [Theory]
    [InlineData("http://login.test", false, false)]
    [InlineData("http://login.test", true, true)]
    [InlineData("https://login.test/tenant/v2.0", false, true)]
    [InlineData("login.test", true, false)]
    [InlineData("https://login.test?x=1", true, false)]
    public void The_authority_must_be_https_unless_allowed_otherwise(string url, bool allowHttp, bool good)
    {
        var options = new IdentityOptions { Authority = url, AllowHttpAuthority = allowHttp };

        Assert.Equal(good, Validator.TryValidateObject(options, new ValidationContext(options), [], true));
    }

    private async Task Unavailable(string token) =>
        await Assert.ThrowsAsync<AuthorityUnavailableException>(async () => await scene.VerifyToken(token));

    /// <summary>Whoever waits on without end fails.</summary>
    private Task UnavailableAsync(string keyId) =>
        Unavailable(Sign("RS256", keyId, FakeAuthority.Rsa(1))).WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Has the authority answer only when it is told to.</summary>
    private TaskCompletionSource Hang()
    {
        var ready = new TaskCompletionSource();
        authority.Ready = ready.Task;
        return ready;
    }

    private JsonObject Claims()
    {
        var now = scene.Time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = FakeAuthority.Url,
            ["aud"] = FakeAuthority.Audience,
            ["azp"] = "shop",
            ["sub"] = "shop",
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

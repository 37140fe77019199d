using System.Net;

namespace Loyalty.Tests.Identity;

public sealed class AuthorityOutageTests : AuthorityTests
{
    [Fact]
    public async Task The_authority_is_asked_once_for_many_tokens()
    {
        for (var i = 0; i < 5; i++)
            Assert.True((await Scene.VerifyToken(Token(Claims().With("jti", $"{i}")))).IsGood);

        Assert.Equal(1, Authority.Asked);
    }

    [Fact]
    public async Task A_token_of_a_new_key_is_good_at_once()
    {
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        Authority.AddRsa(1);

        Assert.True((await Scene.VerifyToken(Sign("RS256", "rsa-1", FakeAuthority.Rsa(1)))).IsGood);
        Assert.Equal(2, Authority.Asked);
    }

    [Fact]
    public async Task Made_up_keys_do_not_flood_the_authority()
    {
        for (var i = 0; i < 20; i++)
            Assert.Contains("key", (await Scene.VerifyToken(Sign("RS256", $"k{i}", FakeAuthority.Rsa(1)))).Challenge);
        Assert.Equal(1, Authority.Asked);

        Scene.Time.Advance(Scene.Options.AuthorityAskAgainAfter);
        for (var i = 0; i < 20; i++)
            await Scene.VerifyToken(Sign("RS256", $"k{i}", FakeAuthority.Rsa(1)));
        Assert.Equal(2, Authority.Asked);
    }

    [Fact]
    public async Task A_token_that_is_wrong_in_another_way_does_not_have_the_authority_asked_again()
    {
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        Scene.Time.Advance(Scene.Options.AuthorityAskAgainAfter);

        Assert.Contains("audience", (await Scene.VerifyToken(Token(Claims().With("aud", "other")))).Challenge);

        Assert.Equal(1, Authority.Asked);
    }

    [Fact]
    public async Task A_key_that_the_authority_took_back_ends_remembered_tokens()
    {
        var token = Token(Claims());
        Assert.True((await Scene.VerifyToken(token)).IsGood);
        Authority.AddRsa(1);
        Authority.Remove("rsa-0");
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        await Scene.VerifyToken(Sign("RS256", "rsa-1", FakeAuthority.Rsa(1)));

        Assert.Contains("key", (await Scene.VerifyToken(token)).Challenge);
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
        Authority.Outage = outage;

        await Unavailable(Token(Claims()));
        await Unavailable(Token(Claims()));
        Assert.Equal(1, Authority.Asked);

        Authority.Outage = null;
        Scene.Time.Advance(Scene.Options.AuthorityAskAgainAfter);
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood, what);
    }

    [Fact]
    public async Task Without_a_token_of_the_right_form_the_authority_is_not_asked()
    {
        Authority.Outage = () => null;

        Assert.False((await Scene.Verify(null)).IsGood);
        Assert.False((await Scene.Verify("Bearer x")).IsGood);
        Assert.Equal(0, Authority.Asked);
    }

    [Fact]
    public async Task Known_keys_are_used_on_while_the_authority_is_down_but_not_for_ever()
    {
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        Authority.Outage = () => null;

        Scene.Time.Advance(TimeSpan.FromHours(2));
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        await Unavailable(Sign("RS256", "rsa-1", FakeAuthority.Rsa(1)));
        Scene.Time.Advance(TimeSpan.FromHours(22));
        await Unavailable(Token(Claims()));
    }

    [Fact]
    public void The_way_to_the_authority_is_not_disposed_of()
    {
        Scene.Verifier.Dispose();

        Assert.False(Authority.IsDisposed);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_no_outage()
    {
        using var gone = new CancellationTokenSource();
        var ready = Hang();
        var leaving = Scene.Verifier.VerifyAsync("Bearer " + Token(Claims()), gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        ready.SetResult();
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        Assert.Equal(1, Authority.Asked);
    }

    [Fact]
    public async Task Known_keys_serve_at_once_while_an_authority_that_hangs_is_asked_for_newer_ones()
    {
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        Hang();
        Scene.Time.Advance(Scene.Options.AuthorityKeysFor);

        for (var n = 0; n < 100; n++)
        {
            var verdict = Scene.VerifyToken(Token(Claims().With("jti", $"{n}")));
            Assert.True(verdict.IsCompletedSuccessfully);
            Assert.True((await verdict).IsGood);
        }

        Assert.Equal(2, Authority.Asked);
    }

    [Fact]
    public async Task Keys_that_were_read_behind_the_old_ones_count_from_then_on()
    {
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        var ready = Hang();
        Scene.Time.Advance(Scene.Options.AuthorityKeysFor);
        Authority.AddRsa(1);
        Authority.Remove("rsa-0");
        var served = Scene.VerifyToken(Token(Claims()));
        Assert.True(served.IsCompletedSuccessfully && (await served).IsGood);

        ready.SetResult();

        Assert.True((await Scene.VerifyToken(Sign("RS256", "rsa-1", FakeAuthority.Rsa(1)))).IsGood);
        Assert.Contains("key", (await Scene.VerifyToken(Token(Claims()))).Challenge);
        Assert.Equal(2, Authority.Asked);
    }

    [Fact]
    public async Task All_who_have_no_keys_wait_for_one_call_and_no_longer_than_it_may_take()
    {
        Hang();
        var waiting = Enumerable.Range(0, 50).Select(n => UnavailableAsync($"k{n}")).ToList();
        Assert.DoesNotContain(waiting, one => one.IsCompleted);

        Scene.Time.Advance(Scene.Options.AuthorityTimeout);

        await Task.WhenAll(waiting);
        Assert.Equal(1, Authority.Asked);
        // It was asked moments ago, counted from the end.
        Scene.Time.Advance(Scene.Options.AuthorityAskAgainAfter - TimeSpan.FromTicks(1));
        await UnavailableAsync("k");
        Assert.Equal(1, Authority.Asked);
        Scene.Time.Advance(TimeSpan.FromTicks(1));
        var asks = UnavailableAsync("k");
        Assert.Equal(2, Authority.Asked);
        Scene.Time.Advance(Scene.Options.AuthorityTimeout);
        await asks;
    }

    [Fact]
    public async Task Made_up_keys_cost_one_call_for_all_and_nobody_else_waits_for_it()
    {
        Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        Scene.Time.Advance(Scene.Options.AuthorityAskAgainAfter);
        Hang();
        var waiting = Enumerable.Range(0, 50).Select(n => UnavailableAsync($"k{n}")).ToList();

        var honest = Scene.VerifyToken(Token(Claims().With("jti", "honest")));
        Assert.True(honest.IsCompletedSuccessfully && (await honest).IsGood);

        Scene.Time.Advance(Scene.Options.AuthorityTimeout);
        await Task.WhenAll(waiting);
        Assert.Equal(2, Authority.Asked);
    }

    /// <summary>Whoever waits on without end fails.</summary>
    private Task UnavailableAsync(string keyId) =>
        Unavailable(Sign("RS256", keyId, FakeAuthority.Rsa(1))).WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Has the authority answer only when it is told to.</summary>
    private TaskCompletionSource Hang()
    {
        var ready = new TaskCompletionSource();
        Authority.Ready = ready.Task;
        return ready;
    }
}

using Loyalty.Catalog;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.ValidationCodes;

/// <summary>Issuing one-time codes, and telling right ones from wrong ones.</summary>
public sealed class CodeDeskTests : IAsyncLifetime
{
    private readonly CodeScene scene = new();

    public Task InitializeAsync() => scene.EnrolAsync(Given.Key);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_text_says_the_code_what_for_and_for_how_long()
    {
        var code = await scene.IssuedAsync();

        Assert.Matches("^[A-HJ-NP-Z2-9]{6}$", code);
        Assert.Equal(
            $"{code} is your code to spend 50 points in Stars. It is good once, for 10 minutes.",
            scene.Texts[^1].Text
        );
        Assert.Equal(Given.Noon.AddMinutes(10), scene.Texts[^1].ExpiresAt);
    }

    [Fact]
    public async Task The_same_code_is_sent_again_while_it_is_good_and_another_afterwards()
    {
        var first = await scene.IssuedAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));

        Assert.Equal(first, await scene.IssuedAsync());
        Assert.EndsWith("for 1 minute.", scene.Texts[^1].Text, StringComparison.Ordinal);
        Assert.True(await scene.CheckAsync(first));
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await scene.CheckAsync(first));
        Assert.NotEqual(first, await scene.IssuedAsync());
        Assert.Equal(6, scene.Queue.Sent.Select(message => message.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_code_is_good_in_letters_of_any_case_and_for_its_own_account_alone()
    {
        var bob = Given.Key with { MemberId = TextId.From<MemberId>("bob") };
        await scene.EnrolAsync(bob);
        scene.Put(CodeScene.Ann with { MemberId = bob.MemberId });
        var code = await scene.IssuedAsync();
        var other = await scene.IssuedAsync(CodeScene.Ann with { MemberId = bob.MemberId });

        Assert.NotEqual(code, other);
        Assert.True(await scene.CheckAsync($" {code.ToLowerInvariant()} "));
        Assert.False(await scene.CheckAsync(code, bob));
        Assert.False(await scene.CheckAsync(other));
    }

    [Fact]
    public async Task A_code_spends_points_once()
    {
        var code = await scene.IssuedAsync();

        Assert.NotNull((await scene.SpendAsync(code)).Entry);

        Assert.Equal(Refusal.ValidationCodeInvalid, (await scene.SpendAsync(code)).Refusal);
        Assert.NotEqual(code, await scene.IssuedAsync());
    }

    [Fact]
    public async Task A_code_dies_of_five_wrong_texts_and_right_ones_in_between_do_not_matter()
    {
        var code = await scene.IssuedAsync();
        for (var wrong = 1; wrong <= 5; wrong++)
        {
            Assert.True(await scene.CheckAsync(code));
            Assert.Equal(Refusal.InsufficientBalance, (await scene.SpendAsync(code, 1000)).Refusal);
            Assert.False(await scene.CheckAsync("234567"));
        }

        Assert.False(await scene.CheckAsync(code));
        Assert.Equal(Refusal.ValidationCodeInvalid, (await scene.SpendAsync(code)).Refusal);
        Assert.NotEqual(code, await scene.IssuedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("ÄÖÜßıİ")]
    [InlineData("\0\0\0\0\0\0")]
    public async Task Any_text_is_compared_and_costs_a_try(string text)
    {
        await scene.IssuedAsync();

        Assert.False(await scene.CheckAsync(text));

        Assert.Equal(4, (await scene.Ledger.LoadAsync(Given.Key, default))!.Value.Code!.TriesLeft);
    }

    [Fact]
    public async Task Without_a_code_nothing_is_right_and_nothing_is_written()
    {
        var before = scene.Ledger.Commits;

        Assert.False(await scene.CheckAsync("234567"));
        Assert.False(await scene.CheckAsync("234567", Given.Key with { MemberId = TextId.From<MemberId>("nobody") }));

        Assert.Equal(before, scene.Ledger.Commits);
    }

    [Fact]
    public async Task So_many_codes_are_issued_in_a_window_and_more_when_the_first_has_left_it()
    {
        for (var number = 1; number <= 10; number++)
        {
            await scene.IssuedAsync();
            scene.Time.Advance(TimeSpan.FromMinutes(5.9));
            for (var wrong = 0; wrong < 5; wrong++)
                await scene.CheckAsync("234567");
        }

        Assert.Equal(Refusal.CodeLimitReached, await scene.IssueAsync());
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.IssuedAsync();
        for (var wrong = 0; wrong < 5; wrong++)
            await scene.CheckAsync("234567");
        Assert.Equal(Refusal.CodeLimitReached, await scene.IssueAsync());
    }

    [Fact]
    public async Task The_same_code_is_sent_so_often_and_no_more()
    {
        for (var time = 1; time <= 5; time++)
            await scene.IssuedAsync();

        Assert.Equal(Refusal.CodeLimitReached, await scene.IssueAsync());
    }

    [Theory]
    [InlineData(CodeChannel.Both, true, true, "sms,email")]
    [InlineData(CodeChannel.Both, true, false, "sms")]
    [InlineData(CodeChannel.Both, false, true, "email")]
    [InlineData(CodeChannel.Sms, true, true, "sms")]
    [InlineData(CodeChannel.Email, true, true, "email")]
    [InlineData(CodeChannel.Sms, false, true, null)]
    [InlineData(CodeChannel.Email, true, false, null)]
    [InlineData(CodeChannel.Both, false, false, null)]
    public async Task A_code_goes_by_the_channel_of_the_program(
        CodeChannel channel,
        bool hasMobile,
        bool hasEmail,
        string? expected
    )
    {
        scene.Program = scene.Program with { Redemption = new RedemptionPolicy { CodeChannel = channel } };
        var member = CodeScene.Ann with
        {
            Mobile = hasMobile ? CodeScene.Ann.Mobile : null,
            Email = hasEmail ? CodeScene.Ann.Email : null,
        };
        scene.Put(member);

        Assert.Equal(expected is null ? Refusal.MemberUnreachable : Refusal.None, await scene.IssueAsync(member));

        Assert.Equal(expected?.Split(',') ?? [], scene.Texts.Select(text => text.Channel));
    }

    [Fact]
    public async Task Who_cannot_be_reached_or_has_no_account_is_issued_none()
    {
        var before = scene.Ledger.Bytes(Given.Key);
        Assert.Equal(
            Refusal.NoAccount,
            await scene.IssueAsync(CodeScene.Ann with { MemberId = TextId.From<MemberId>("nobody") })
        );
        scene.Put(gateway: null);
        Assert.Equal(Refusal.MemberUnreachable, await scene.IssueAsync());

        Assert.Equal(before, scene.Ledger.Bytes(Given.Key));
    }

    [Fact]
    public async Task A_program_s_codes_have_its_length_and_life()
    {
        scene.Program = scene.Program with
        {
            Redemption = new RedemptionPolicy { CodeLength = 12, CodeMinutes = 2 },
        };

        var code = await scene.IssuedAsync();

        Assert.Equal(12, code.Length);
        scene.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await scene.CheckAsync(code));
    }

    [Fact]
    public async Task A_code_lies_in_the_clear_neither_in_the_account_nor_in_the_queue()
    {
        var code = await scene.IssuedAsync();

        Assert.DoesNotContain(code, scene.Ledger.Bytes(Given.Key), StringComparison.OrdinalIgnoreCase);
        Assert.All(
            scene.Queue.Sent,
            message => Assert.DoesNotContain(code, message.Body, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task A_new_signing_key_leaves_codes_as_they_are()
    {
        var code = await scene.IssuedAsync();

        scene.Keys.Rotate(Loyalty.Signing.KeyUse.Token, TimeSpan.Zero);

        Assert.True(await scene.CheckAsync(code));
    }

    [Fact]
    public async Task Who_dies_between_the_code_and_its_text_sends_the_same_code_when_asked_again()
    {
        scene.Queue.Fault = new IOException("The process died.");
        await Assert.ThrowsAsync<IOException>(() => scene.IssueAsync());
        var nonce = (await scene.Ledger.LoadAsync(Given.Key, default))!.Value.Code!.Nonce;
        scene.Queue.Fault = null;

        Assert.True(await scene.CheckAsync(await scene.IssuedAsync()));

        Assert.Equal(nonce, (await scene.Ledger.LoadAsync(Given.Key, default))!.Value.Code!.Nonce);
    }
}

using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Points;

/// <summary>Caps and balances at their edge, as callbacks tell of them.</summary>
public abstract class LimitTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture) : LimitTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : LimitTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    [Theory]
    [InlineData(RuleType.Earn, "point_earn", "Reaching Earning Limit")]
    [InlineData(RuleType.Redeem, "point_burn", "Reaching Redemption Limit")]
    public async Task At_a_cap_the_rest_is_given_and_past_it_nothing(RuleType type, string action, string message)
    {
        var client = await fixture.Setup.ClientAsync();
        var cap = new Cap { Points = new Loyalty.Points(30), Period = CapPeriod.Day };
        var rule = await fixture.Setup.RuleAsync(type, client, rule => rule with { Cap = cap });
        var member = await fixture.Setup.MemberAsync(points: 100);
        var inbox = fixture.Receiver.Open();
        var partner = fixture.Setup.PartnerOf(client);

        async Task<ArrivedCallback> TryAsync()
        {
            var body = new PointsBody(member.MemberId.Value, rule.RuleId.Value, 20, Names.Next("request"));
            Assert.Equal(202, (await partner.SendAsync(body with { CallbackUrl = inbox.Url })).Status);
            return await inbox.NextAsync();
        }

        var (full, part, none) = (await TryAsync(), await TryAsync(), await TryAsync());

        Assert.Equal((action, "success", "20"), (full["action"], full["status"], full["point"]));
        Assert.Equal((action, "success", "10"), (part["action"], part["status"], part["point"]));
        Assert.Equal((action, "failed", message), (none["action"], none["status"], none["errorMessage"]));
        var expected = type == RuleType.Earn ? "130" : "70";
        Assert.Equal(expected, (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
        Assert.Equal("failed", (await partner.PollAsync(none["requestId"]!)).Field("status"));

        // The next day counts anew. A callback under way would time out when the clock jumps.
        await fixture.QuietAsync();
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("20", (await TryAsync())["point"]);
    }

    [Fact]
    public async Task Of_two_accepted_redemptions_that_exceed_the_balance_one_fails()
    {
        var scene = await AnswerScene.CreateAsync(fixture);
        var inbox = fixture.Receiver.Open();
        var first = scene.Body with { Amount = 60, CallbackUrl = inbox.Url };
        var second = first with { RequestId = Names.Next("request") };
        var partner = fixture.Setup.PartnerOf(scene.Client);
        // Both are admitted against the same balance: what is accepted waits until the ledger may work again.
        fixture.Gate.Close();
        Assert.Equal(202, (await partner.SendAsync(first)).Status);
        Assert.Equal(202, (await partner.SendAsync(second)).Status);
        Assert.Equal("pending", (await partner.PollAsync(first.RequestId)).Field("status"));
        fixture.Gate.Open();

        ArrivedCallback[] told = [await inbox.NextAsync(), await inbox.NextAsync()];

        Assert.Single(told, callback => callback["status"] == "success" && callback["point"] == "60");
        Assert.Single(
            told,
            callback => callback["status"] == "failed" && callback["errorMessage"] == "Insufficient Balance"
        );
        Assert.Equal("40", (await fixture.BalanceAsync(scene.Body.UserId)).Field("balance"));
    }
}

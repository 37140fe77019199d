using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Management;

/// <summary>What a member's page says of caps.</summary>
public sealed class CapUseTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task The_use_of_a_cap_is_that_of_the_present_period()
    {
        var member = await fixture.Setup.MemberAsync();
        var client = await fixture.Setup.ClientAsync();
        var daily = await CappedAsync(client, CapPeriod.Day);
        var yearly = await CappedAsync(client, CapPeriod.Lifetime);
        await EarnAsync(client, member, daily, 7);
        await EarnAsync(client, member, yearly, 5);
        Assert.Equal([(daily, 7), (yearly, 5)], await UseAsync(member));

        fixture.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal([(daily, 0), (yearly, 5)], await UseAsync(member));
    }

    [Fact]
    public async Task A_cap_that_a_rule_no_longer_has_is_not_shown()
    {
        var member = await fixture.Setup.MemberAsync();
        var client = await fixture.Setup.ClientAsync();
        var rule = await fixture.Setup.RuleAsync(
            RuleType.Earn,
            client,
            rule =>
                rule with
                {
                    Cap = new Cap { Points = new Loyalty.Points(10), Period = CapPeriod.Day },
                }
        );
        await EarnAsync(client, member, rule.RuleId.Value, 7);

        await fixture.Setup.PutAsync(rule with { Cap = null });

        Assert.Empty(await UseAsync(member));
    }

    private async Task<string> CappedAsync(Client client, CapPeriod period) => (
            await fixture.Setup.RuleAsync(
                RuleType.Earn,
                client,
                rule =>
                    rule with
                    {
                        Cap = new Cap { Points = new Loyalty.Points(10), Period = period },
                    }
            )
        ).RuleId.Value;

    private async Task EarnAsync(Client client, Member member, string ruleId, int amount)
    {
        var partner = fixture.Setup.PartnerOf(client);
        var request = Names.Next("request");
        await partner.SendAsync(new PointsBody(member.MemberId.Value, ruleId, amount, request));
        Assert.Equal("success", (await partner.OutcomeAsync(request)).Field("status"));
    }

    private async Task<List<(string, int)>> UseAsync(Member member)
    {
        var account = (await owner.GetAsync($"/manage/members/{member.MemberId}")).Json.GetProperty("accounts")[0];
        return
        [
            .. from cap in account.GetProperty("caps").EnumerateArray()
            let use = (RuleId: cap.GetProperty("ruleId").GetString()!, Used: cap.GetProperty("used").GetInt32())
            orderby use.RuleId
            select use,
        ];
    }
}

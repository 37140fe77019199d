using Loyalty.Catalog;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>What tills did is counted by their client's days.</summary>
public abstract class TillDaysTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture)
        : TillDaysTests(fixture),
            IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : TillDaysTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    [Fact]
    public async Task Each_thing_is_counted_once_on_its_day_also_over_a_restart()
    {
        var till = await Till.OpenAsync(fixture);
        var member = await fixture.Setup.MemberAsync(100) with { Mobile = "+4915100000001" };
        await fixture.Setup.PutAsync(member);
        var bill = Names.Next("bill");

        var redeemed = await RedeemAsync(30);
        await RedeemAsync(30);
        await till.RedeemAsync(member, 1000);
        await till.ReverseAsync(redeemed.RedemptionId, 10);
        await till.ReverseAsync(redeemed.RedemptionId, 5);
        await till.ReverseAsync(redeemed.RedemptionId, 1000);
        await till.IssueAsync(member);
        await till.CheckAsync(member, 10, "&issue_otp=true");
        await till.CheckAsync(member, 10);
        Assert.Equal([(1, 30, 2, 2, 0)], await DaysAsync(till.System.ClientId));

        await fixture.RestartAsync();
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        till = new Till(
            new Partner(fixture.Http, fixture.Time, till.System.ClientId, Setup.Secret, fixture.Partner.Key),
            isXml: true
        );
        await DemandCodesAsync(RedemptionValidation.Otp);
        await till.RedeemAsync(member, 10, change: item => item["validation_code"] = "WRONG2");
        await till.CheckAsync(member, 10, "&validation_code=WRONG2");
        await DemandCodesAsync(RedemptionValidation.None);
        await till.RedeemAsync(member, 7);
        Assert.Equal([(1, 7, 0, 0, 2), (1, 30, 2, 2, 0)], await DaysAsync(till.System.ClientId));

        Task<TillAnswer> RedeemAsync(int points) =>
            till.RedeemAsync(member, points, change: item => item["external_reference_number"] = bill);
    }

    [Fact]
    public async Task Nobody_looks_at_the_tills_of_others()
    {
        var stranger = await fixture.Setup.ClientAsync(client => client with { OrgId = TextId.From<OrgId>("other") });

        var answer = await Manager.Of(fixture).GetAsync($"/manage/clients/{stranger.ClientId}/till-days");

        Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
    }

    private async Task<List<(int Redemptions, int Points, int Reversals, int Sent, int Wrong)>> DaysAsync(string client)
    {
        var items = (await Manager.Of(fixture).GetAsync($"/manage/clients/{client}/till-days")).Json.GetProperty(
            "items"
        );
        Assert.Equal(
            items.EnumerateArray().Select(day => day.GetProperty("date").GetString()).OrderDescending(),
            items.EnumerateArray().Select(day => day.GetProperty("date").GetString())
        );
        return
        [
            .. items
                .EnumerateArray()
                .Select(day =>
                    (
                        day.GetProperty("redemptions").GetInt32(),
                        day.GetProperty("points").GetInt32(),
                        day.GetProperty("reversals").GetInt32(),
                        day.GetProperty("codesSent").GetInt32(),
                        day.GetProperty("wrongCodes").GetInt32()
                    )
                ),
        ];
    }

    private async Task DemandCodesAsync(RedemptionValidation validation)
    {
        var key = PointProgram.KeyOf(Setup.Org, Setup.Program);
        var program = (await fixture.Service<ICatalog>().FindAsync<PointProgram>(key, default))!.Value;
        await fixture.Setup.PutAsync(program with { Redemption = program.Redemption with { Validation = validation } });
    }
}

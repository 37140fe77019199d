using Loyalty.Catalog;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Codes of redemptions, and of asking whether one is possible: the points, the program and its policy.</summary>
public abstract class RedemptionCodeTests(ClockedHostFixture fixture, bool isXml) : TillCodes(fixture, isXml)
{
    public sealed class InJson(ClockedHostFixture fixture)
        : RedemptionCodeTests(fixture, isXml: false),
            IClassFixture<ClockedHostFixture>;

    public sealed class InXml(ClockedHostFixture fixture)
        : RedemptionCodeTests(fixture, isXml: true),
            IClassFixture<ClockedHostFixture>;

    [Fact]
    public async Task Points_that_are_redeemed_are_800()
    {
        var (till, member) = await SceneAsync(100);

        var answer = await till.RedeemAsync(member, 10);
        var check = await till.CheckAsync(member, 10);

        Is(answer, "800", "Points Redeemed");
        Is(check, "800", "Points Redeemed");
        Assert.Equal(
            ("800", "Points can be redeemed", "true"),
            (
                check["response.points.redeemable.item_status.code"],
                check["response.points.redeemable.item_status.message"],
                check["response.points.redeemable.is_redeemable"]
            )
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("1000000001")]
    [InlineData("1e400")]
    public async Task Points_that_are_no_whole_number_are_801(string points)
    {
        var (till, member) = await SceneAsync(100);

        Is(await till.RedeemAsync(member, points), "801", "Points you are trying to redeem are invalid");
        await RefusedAsync(
            await till.CheckAsync(member, Uri.EscapeDataString(points)),
            "801",
            "Points you are trying to redeem are invalid",
            member,
            "100"
        );
    }

    [Fact]
    public async Task More_points_than_there_are_is_813()
    {
        var (till, member) = await SceneAsync(100);

        await RefusedAsync(
            await till.RedeemAsync(member, 101),
            "813",
            "Insufficient current points available for redemption",
            member,
            "100"
        );
    }

    [Fact]
    public async Task Fewer_lifetime_points_than_the_program_demands_is_805() =>
        await PolicyAsync(
            policy => policy with { MinimumLifetimePoints = new(101) },
            10,
            "805",
            "Insufficient lifetime points."
        );

    [Fact]
    public async Task Points_that_are_no_multiple_are_807() =>
        await PolicyAsync(
            policy => policy with { MultipleOf = new(7) },
            10,
            "807",
            "Unable to redeem. Make sure that the points you are trying to redeem is a multiple of 7. "
                + "Check the points redemption configuration of your organization."
        );

    [Fact]
    public async Task More_points_than_one_redemption_may_have_are_819() =>
        await PolicyAsync(
            policy => policy with { Maximum = new(9) },
            10,
            "819",
            "Points you are trying to redeem are more than the maximum allowed redemption limit."
        );

    [Fact]
    public async Task Fewer_points_than_one_redemption_must_have_are_821() =>
        await PolicyAsync(
            policy => policy with { Minimum = new(11) },
            10,
            "821",
            "Points you are trying to redeem are less than the minimum redemption limit"
        );

    [Theory]
    [InlineData("user_group2_id=1")]
    [InlineData("user_group2_external_id=family")]
    [InlineData("user_group2_primary_user_id=1")]
    [InlineData("use_default_user_group2=true")]
    public async Task Points_of_a_group_are_903_and_never_the_customers_own(string group)
    {
        var (till, member) = await SceneAsync(100);

        await RefusedAsync(
            await till.RedeemAsync(member, 10, $"?{group}"),
            "903",
            "Unable to redeem points.",
            member,
            "100"
        );
        Is(await till.CheckAsync(member, 10, $"&{group}"), "903", "Unable to redeem points.");
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2020-13-01 00:00:00")]
    [InlineData("9999-12-31 00:00:00")]
    public async Task A_time_that_is_none_or_lies_ahead_is_859(string at)
    {
        var (till, member) = await SceneAsync(100);

        await RefusedAsync(
            await till.RedeemAsync(member, 10, change: item => item["redemption_time"] = at),
            "859",
            "The redemption time you have passed is invalid",
            member,
            "100"
        );
        Is(
            await till.RedeemAsync(member, 1, change: item => item["redemption_time"] = "2020-03-13 18:02:34"),
            "800",
            "Points Redeemed"
        );
    }

    [Fact]
    public async Task An_account_that_others_hold_for_too_long_is_886()
    {
        var (till, member) = await SceneAsync(100);
        Fixture.Gate.Close();
        try
        {
            Task<TillAnswer>[] both = [till.RedeemAsync(member, 10), till.RedeemAsync(member, 10)];
            var refused = Task.WhenAny(both);
            while (!refused.IsCompleted)
            {
                Fixture.Clock.Advance(TimeSpan.FromSeconds(11));
                await Task.WhenAny(refused, Task.Delay(50));
            }

            Is(await await refused, "886", "Unable to process points. Please try again later.");
            Fixture.Gate.Open();
            Assert.Equal(1, (await Task.WhenAll(both)).Count(answer => answer.Code == "800"));
        }
        finally
        {
            Fixture.Gate.Open();
        }
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_895()
    {
        var (till, member) = await SceneAsync(100);

        Is(
            await till.RedeemAsync(member, 10, "?program_id=504"),
            "895",
            "Loyalty program is not configured for your organization"
        );
    }

    private async Task PolicyAsync(
        Func<RedemptionPolicy, RedemptionPolicy> change,
        long points,
        string code,
        string message
    )
    {
        var program = await Fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = change(new RedemptionPolicy()),
            }
        );
        var (till, member) = await SceneAsync(0);
        await Fixture.Setup.GrantAsync(member, 100, program);

        Is(await till.RedeemAsync(member, points, $"?program_id={program.ProgramId}"), code, message);
        Is(await till.CheckAsync(member, points, $"&program_id={program.ProgramId}"), code, message);
    }
}

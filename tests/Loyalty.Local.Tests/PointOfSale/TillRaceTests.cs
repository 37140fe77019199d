using System.Text.RegularExpressions;
using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Tills at the same time, and redemptions over several programs, on each store.</summary>
public abstract class TillRaceTests(HostFixture fixture)
{
    private const int Many = 50;

    public sealed class OnSqlite(HostFixture fixture) : TillRaceTests(fixture), IClassFixture<HostFixture>
    {
        [Fact]
        public async Task What_tills_have_done_is_proven()
        {
            await Of_many_at_once_for_the_last_points_only_those_redeem_that_there_are_points_for();
            await What_one_program_lacks_is_taken_from_the_others_and_goes_back_to_them();
            await Of_many_reversals_at_once_one_takes_back();
            await Fixture.AssertProvenAsync();
        }
    }

    public sealed class OnCosmos(CosmosHostFixture fixture) : TillRaceTests(fixture), IClassFixture<CosmosHostFixture>;

    protected HostFixture Fixture => fixture;

    [Fact]
    public async Task Of_many_at_once_for_the_last_points_only_those_redeem_that_there_are_points_for()
    {
        var till = await Till.OpenAsync(fixture);
        var member = await fixture.Setup.MemberAsync(100);

        var answers = await ManyAsync(_ => till.RedeemAsync(member, 30));

        Assert.Equal(3, answers.Count(answer => answer.Code == "800"));
        Assert.All(answers.Where(answer => answer.Code != "800"), answer => Assert.Contains(answer.Code, Refused));
        Assert.Equal("10", await BalanceAsync(member));
    }

    [Fact]
    public async Task Of_many_with_one_number_all_are_told_of_one_redemption()
    {
        var till = await Till.OpenAsync(fixture);
        var member = await fixture.Setup.MemberAsync(100);
        var number = Names.Next("number");

        var answers = await ManyAsync(_ =>
            till.RedeemAsync(member, 30, change: item => item["external_reference_number"] = number)
        );

        Assert.Single(answers.Where(answer => answer.Code == "800").Select(answer => answer.RedemptionId).Distinct());
        Assert.Equal("70", await BalanceAsync(member));
    }

    [Fact]
    public async Task Of_many_tills_with_one_code_one_redeems()
    {
        var till = await Till.OpenAsync(fixture);
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = new RedemptionPolicy { Validation = RedemptionValidation.Otp },
            }
        );
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.PutAsync(member with { Email = $"{member.MemberId}@example.com" });
        await fixture.Setup.GrantAsync(member, 100, program);
        if (await CodeAsync(fixture, till, member, program) is not { } code)
            return;

        var answers = await ManyAsync(_ =>
            till.RedeemAsync(member, 10, $"?program_id={program.ProgramId}", item => item["validation_code"] = code)
        );

        Assert.Single(answers, answer => answer.Code == "800");
        Assert.Equal("90", await BalanceAsync(member, program));
    }

    [Fact]
    public async Task Of_many_reversals_at_once_one_takes_back()
    {
        var till = await Till.OpenAsync(fixture);
        var member = await fixture.Setup.MemberAsync(100);
        var redeemed = await till.RedeemAsync(member, 100);

        var answers = await ManyAsync(_ => till.ReverseAsync(redeemed.RedemptionId, 60));

        Assert.Single(answers, answer => answer.Code == "800");
        Assert.Equal("60", await BalanceAsync(member));
        Assert.Equal("800", (await till.ReverseAsync(redeemed.RedemptionId)).Code);
        Assert.Equal("100", await BalanceAsync(member));
    }

    [Fact]
    public async Task What_one_program_lacks_is_taken_from_the_others_and_goes_back_to_them()
    {
        var till = await Till.OpenAsync(fixture);
        var first = await fixture.Setup.ProgramAsync();
        // In the order of their ids, the one whose points expire later comes first.
        var late = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Expiration = new Expiration { Days = 20 },
            }
        );
        var soon = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Expiration = new Expiration { Days = 10 },
            }
        );
        var member = await fixture.Setup.MemberAsync();
        foreach (var program in (PointProgram[])[first, late, soon])
            await fixture.Setup.GrantAsync(member, 50, program);
        var query = $"?program_id={first.ProgramId}";

        var alone = await till.RedeemAsync(member, 120, query);
        var tooMuch = await till.RedeemAsync(member, 151, query + "&group_redemption=true");
        var check = await till.CheckAsync(member, 120, $"&program_id={first.ProgramId}&group_redemption=true");
        var redeemed = await till.RedeemAsync(member, 120, query, item => item["group_redemption"] = "true");

        Assert.Equal(("813", "813"), (alone.Code, tooMuch.Code));
        Assert.Equal(("800", "0"), (check.Code, check["balance"]));
        Assert.Equal(("800", "120", "0"), (redeemed.Code, redeemed["points_redeemed"], redeemed["balance"]));
        Assert.Equal(["0", "0", "30"], await BalancesAsync(member, first, soon, late));

        Assert.Equal("800", (await till.ReverseAsync(redeemed.RedemptionId, 40)).Code);
        Assert.Equal(["0", "20", "50"], await BalancesAsync(member, first, soon, late));
        Assert.Equal("810", (await till.ReverseAsync(redeemed.RedemptionId, 81)).Code);
        var rest = await till.ReverseAsync(redeemed.RedemptionId);
        Assert.Equal(("800", "80"), (rest.Code, rest["points_redeemed"]));
        Assert.Equal(["50", "50", "50"], await BalancesAsync(member, first, soon, late));
        Assert.Equal("812", (await till.ReverseAsync(redeemed.RedemptionId)).Code);
    }

    [Fact]
    public async Task Many_over_the_same_programs_neither_wait_for_each_other_for_ever_nor_overdraw()
    {
        var till = await Till.OpenAsync(fixture);
        PointProgram[] programs = [await fixture.Setup.ProgramAsync(), await fixture.Setup.ProgramAsync()];
        var member = await fixture.Setup.MemberAsync();
        foreach (var program in programs)
            await fixture.Setup.GrantAsync(member, 50, program);

        var answers = await ManyAsync(i =>
            till.RedeemAsync(member, 30, $"?program_id={programs[i % 2].ProgramId}&group_redemption=true")
        );

        Assert.Equal(3, answers.Count(answer => answer.Code == "800"));
        Assert.Equal(10, (await BalancesAsync(member, programs)).Sum(long.Parse!));
    }

    // Others may be faster as often as the service begins anew.
    private static readonly string[] Refused = ["813", "886"];

    private static async Task<IReadOnlyList<TillAnswer>> ManyAsync(Func<int, Task<TillAnswer>> ask) =>
        await Task.WhenAll(Enumerable.Range(0, Many).Select(ask));

    /// <summary>The code as the outbox shows it; null = the store has none.</summary>
    internal static async Task<string?> CodeAsync(HostFixture fixture, Till till, Member member, PointProgram program)
    {
        var issued = await till.IssueAsync(member, more: $"&program_id={program.ProgramId}");
        if (issued.Code == "860")
            return null;
        var outbox = await Eventually.GetAsync(
            "a code",
            async () =>
                await Editor.Of(fixture).GetAsync($"/manage/outbox?userId={member.MemberId}") is { } shown
                && shown.Items().Any()
                    ? shown
                    : null
        );
        return Regex.Match(outbox.Items().First().GetProperty("text").GetString()!, "^[A-Z2-9]{6}").Value;
    }

    private async Task<string?> BalanceAsync(Member member, PointProgram? program = null) =>
        (await fixture.BalanceAsync(member.MemberId.Value, program?.ProgramId.Value ?? "default")).Field("balance");

    private async Task<List<string?>> BalancesAsync(Member member, params PointProgram[] programs)
    {
        var balances = new List<string?>();
        foreach (var program in programs)
            balances.Add(await BalanceAsync(member, program));
        return balances;
    }
}

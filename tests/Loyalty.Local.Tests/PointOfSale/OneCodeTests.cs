using Loyalty.Catalog;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Many tills at the same time, with one code.</summary>
public abstract class OneCodeTests(HostFixture fixture)
{
    private const int Tills = 50;

    public sealed class OnSqlite(HostFixture fixture) : OneCodeTests(fixture), IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture) : OneCodeTests(fixture), IClassFixture<CosmosHostFixture>;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_fifty_tills_that_redeem_with_one_code_exactly_one_does(bool isXml)
    {
        var (till, member, program, code) = await IssueAsync(isXml);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Tills).Select(_ => RedeemAsync(till, member, program, 10, code))
        );

        Assert.Equal(
            [("800", 1), ("808", Tills - 1)],
            answers.CountBy(answer => answer.Code).Select(pair => (pair.Key, pair.Value)).Order()
        );
        Assert.Equal("90", await BalanceAsync(member, program));
    }

    [Fact]
    public async Task Fifty_wrong_codes_at_once_leave_the_right_one_good_for_nothing()
    {
        var (till, member, program, code) = await IssueAsync(isXml: false);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Tills).Select(n => RedeemAsync(till, member, program, 10, $"WRNG{n:D2}"))
        );

        Assert.All(answers, answer => Assert.Equal("808", answer.Code));
        Assert.Equal("808", (await RedeemAsync(till, member, program, 10, code)).Code);
        Assert.Equal("100", await BalanceAsync(member, program));
    }

    private async Task<(Till Till, Member Member, PointProgram Program, string Code)> IssueAsync(bool isXml)
    {
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = new RedemptionPolicy { Validation = RedemptionValidation.Otp },
            }
        );
        var member = await fixture.Setup.MemberAsync() with { Mobile = "+4915100000002" };
        await fixture.Setup.PutAsync(member);
        await fixture.Setup.GrantAsync(member, 100, program);
        var till = await Till.OpenAsync(fixture, isXml);
        Assert.Equal("200", (await till.IssueAsync(member, 10, $"&program_id={program.ProgramId}")).Code);
        var outbox = await Manager.Of(fixture).GetAsync($"/manage/outbox?userId={member.MemberId}");
        return (
            till,
            member,
            program,
            outbox.Json.GetProperty("items")[0].GetProperty("text").GetString()!.Split(' ')[0]
        );
    }

    private static Task<TillAnswer> RedeemAsync(
        Till till,
        Member member,
        PointProgram program,
        int points,
        string code
    ) => till.RedeemAsync(member, points, $"?program_id={program.ProgramId}", item => item["validation_code"] = code);

    private async Task<string?> BalanceAsync(Member member, PointProgram program) =>
        (await fixture.BalanceAsync(member.MemberId.Value, program.ProgramId.Value)).Field("balance");
}

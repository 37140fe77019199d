using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Points;

/// <summary>The balance, as seed 000 asks for it.</summary>
public abstract class BalanceTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture) : BalanceTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : BalanceTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    [Fact]
    public async Task The_default_program_is_answered_under_its_own_name()
    {
        var member = await fixture.Setup.MemberAsync(points: 40);

        var answer = await fixture.BalanceAsync(member.MemberId.Value);

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            [
                "orgId",
                "programId",
                "userId",
                "balance",
                "available",
                "held",
                "lifetimeEarned",
                "lifetimeRedeemed",
                "expiring",
                "asOf",
            ],
            answer.Json.EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal(("demo", "points"), (answer.Field("orgId"), answer.Field("programId")));
        Assert.Equal(member.MemberId.Value, answer.Field("userId"));
        Assert.Equal(
            ("40", "40", "0"),
            (answer.Field("balance"), answer.Field("lifetimeEarned"), answer.Field("lifetimeRedeemed"))
        );
        var expiring = Assert.Single(answer.Json.GetProperty("expiring").EnumerateArray());
        Assert.Equal(["expirationDate", "points"], expiring.EnumerateObject().Select(property => property.Name));
        Assert.Equal(fixture.Clock.GetUtcNow(), DateTimeOffset.Parse(answer.Field("asOf")!));
        var byName = await fixture.BalanceAsync(member.MemberId.Value, "points");
        Assert.Equal(answer.Text, byName.Text);
    }

    [Fact]
    public async Task A_member_without_an_account_has_nothing()
    {
        var member = await fixture.Setup.MemberAsync();
        var other = await fixture.Setup.ProgramAsync();

        var answer = await fixture.BalanceAsync(member.MemberId.Value, other.ProgramId.Value);

        Assert.Equal((200, "0"), (answer.Status, answer.Field("balance")));
    }

    [Fact]
    public async Task Points_that_never_expire_are_not_listed_as_expiring()
    {
        var program = await fixture.Setup.ProgramAsync();
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.GrantAsync(member, 5, program);

        var answer = await fixture.BalanceAsync(member.MemberId.Value, program.ProgramId.Value);

        Assert.Equal("5", answer.Field("balance"));
        Assert.Empty(answer.Json.GetProperty("expiring").EnumerateArray());
    }

    [Theory]
    [InlineData("/latitude-points/orgs/demo/point-programs/default/balances/nobody", 404, "not_found")]
    [InlineData("/latitude-points/orgs/demo/point-programs/none/balances/demo-member", 404, "unknown_program")]
    [InlineData("/latitude-points/orgs/other/point-programs/default/balances/demo-member", 403, "forbidden")]
    public async Task What_is_not_there_or_not_yours_is_not_told(string path, int status, string code)
    {
        var answer = await fixture.Partner.GetAsync(path);

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact]
    public async Task A_member_whose_name_needs_escaping_is_found()
    {
        const string name = "Zoë/ 100%#?";
        await fixture.Setup.PutAsync(new Member { OrgId = Setup.Org, MemberId = TextId.From<MemberId>(name) });

        var answer = await fixture.BalanceAsync(Uri.EscapeDataString(name));

        Assert.Equal((200, name), (answer.Status, answer.Field("userId")));
    }

    [Fact]
    public async Task Any_scope_will_do_but_no_token_will_not()
    {
        var client = await fixture.Setup.ClientAsync(client => client with { Scopes = ["programs"] });
        var path = "/latitude-points/orgs/demo/point-programs/default/balances/demo-member";

        Assert.Equal(200, (await fixture.Setup.PartnerOf(client).GetAsync(path)).Status);
        using var response = await fixture.Http.GetAsync(path);
        Assert.Equal(401, (await Answer.ReadAsync(response)).Status);
    }
}

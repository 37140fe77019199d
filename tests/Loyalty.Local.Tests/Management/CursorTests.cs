using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.Management;

/// <summary>What leads from page to page says nothing, and leads through its own list alone.</summary>
public sealed class CursorTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Manager owner = Manager.Of(fixture);

    [Theory]
    [InlineData("/manage/requests")]
    [InlineData("/manage/requests?status=refused")]
    [InlineData("/manage/transactions")]
    [InlineData("/manage/transactions?userId=demo-member")]
    [InlineData("/manage/audit")]
    [InlineData("/manage/members")]
    [InlineData("/manage/rules")]
    [InlineData("/manage/clients")]
    public async Task A_cursor_is_good_for_its_list_and_filters_alone(string list)
    {
        await fixture.Setup.ClientAsync();
        for (var i = 0; i < 3; i++)
        {
            await fixture.Partner.SendJsonAsync("{}");
            var earned = fixture.Earn(1);
            await fixture.Partner.SendAsync(earned);
            await fixture.Partner.OutcomeAsync(earned.RequestId);
            await owner.PostAsync("/manage/programs", $$"""{"name":"x","programId":"{{Names.Next("p")}}"}""");
            await fixture.Setup.MemberAsync();
            await fixture.Setup.RuleAsync(RuleType.Earn, await fixture.Setup.ClientAsync());
        }
        var more = list.Contains('?') ? '&' : '?';

        var cursor = await NextOfAsync($"{list}{more}limit=1");

        Assert.Equal(200, (await owner.GetAsync($"{list}{more}limit=2&cursor={cursor}")).Status);
        Assert.Equal(400, (await owner.GetAsync($"{list}{more}from=2020-01-01&cursor={cursor}")).Status);
        Assert.Equal(400, (await owner.GetAsync($"/manage/parked?cursor={cursor}")).Status);
        Assert.Equal(400, (await (await StrangerAsync()).GetAsync($"{list}{more}cursor={cursor}")).Status);
        var changed = cursor[..^1] + (cursor[^1] == 'A' ? 'B' : 'A');
        Assert.Equal(400, (await owner.GetAsync($"{list}{more}cursor={changed}")).Status);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/csv")]
    public async Task Only_a_cursor_that_the_store_does_not_know_is_the_callers_fault(string accept)
    {
        for (var i = 0; i < 2; i++)
            await fixture.Partner.SendAsync(fixture.Earn(1));
        await fixture.QuietAsync();
        var next = $"/manage/transactions?cursor={await NextOfAsync("/manage/transactions?limit=1")}";
        try
        {
            fixture.Gate.SearchFault = new FormatException("A stored text is none.");
            Assert.Equal(500, (await owner.GetAsync(next, accept)).Status);
            fixture.Gate.SearchFault = new UnknownCursorException();
            Assert.Equal(400, (await owner.GetAsync(next, accept)).Status);
        }
        finally
        {
            fixture.Gate.SearchFault = null;
        }
    }

    [Fact]
    public async Task A_page_of_parked_messages_tells_nothing_of_another_organisations()
    {
        var stranger = await StrangerAsync();
        for (var i = 0; i < 3; i++)
            await ParkedRequests.ParkAsync(fixture, """{"orgId":"demo"}""");
        var own = await ParkedRequests.ParkAsync(fixture, """{"orgId":"another"}""");

        var page = await stranger.GetAsync("/manage/parked?limit=1");

        // Its own, behind three of another organisation's, is on the first page, which is the last.
        Assert.Equal(own, Assert.Single(page.Items()).GetProperty("parkedId").GetString());
        Assert.Equal("null", page.Field("nextCursor"));
    }

    [Fact]
    public async Task A_cursor_outlives_the_host()
    {
        for (var i = 0; i < 3; i++)
            await fixture.Setup.MemberAsync();
        var cursor = await NextOfAsync("/manage/members?limit=1");

        await fixture.RestartAsync();

        Assert.Equal(200, (await Manager.Of(fixture).GetAsync($"/manage/members?cursor={cursor}")).Status);
    }

    private async Task<string> NextOfAsync(string list) =>
        (await owner.GetAsync(list)).Field("nextCursor")
        ?? throw new InvalidOperationException($"{list} has one page.");

    private async Task<Partner> StrangerAsync() =>
        fixture.Setup.PartnerOf(
            await fixture.Setup.ClientAsync(client =>
                client with
                {
                    OrgId = TextId.From<OrgId>("another"),
                    Scopes = [Scopes.Manage],
                }
            )
        );
}

using Loyalty.Catalog;
using Loyalty.Messaging;

namespace Loyalty.Local.Tests.Management;

/// <summary>Messages that could not be handled: retried, given up, or nobody's.</summary>
public sealed class ParkedTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task A_parked_request_is_applied_when_its_cause_is_gone()
    {
        var rule = TextId.From<RuleId>(Names.Next("rule"));
        var member = await MemberAsync();
        var parked = await ParkedRequests.ParkAsync(fixture, owner, member, rule);
        var shown = await owner.GetAsync($"/manage/parked/{parked}");
        Assert.Equal((200, "points"), (shown.Status, shown.Field("queue")));
        Assert.Equal("Its rule does not exist.", shown.Field("reason"));
        Assert.Equal(member, shown.Json.GetProperty("body").GetProperty("memberId").GetString());

        var client = await fixture.Setup.ClientAsync();
        await fixture.Setup.RuleAsync(
            RuleType.Earn,
            client,
            made => made with { RuleId = rule, ClientIds = [ParkedRequests.Sender] }
        );
        var retried = await owner.PostAsync($"/manage/parked/{parked}/retry");

        Assert.Equal((202, parked), (retried.Status, retried.Field("parkedId")));
        await Eventually.TrueAsync(
            "it is applied",
            async () => (await fixture.BalanceAsync(member)).Field("balance") == "25"
        );
        Assert.Equal(404, (await owner.GetAsync($"/manage/parked/{parked}")).Status);
        Assert.Equal(404, (await owner.PostAsync($"/manage/parked/{parked}/retry")).Status);
        Assert.Equal("retry", Action(await owner.GetAsync($"/manage/audit?kind=parked&id={parked}")));
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task A_request_that_is_parked_again_stays_parked()
    {
        var parked = await ParkedRequests.ParkAsync(fixture, owner, await MemberAsync());

        Assert.Equal(202, (await owner.PostAsync($"/manage/parked/{parked}/retry")).Status);

        await fixture.QuietAsync();
        await Eventually.TrueAsync(
            "it is there again",
            async () => (await owner.GetAsync($"/manage/parked/{parked}")).Status == 200
        );
    }

    [Fact]
    public async Task A_request_that_is_given_up_fails_and_its_sender_is_told()
    {
        var inbox = fixture.Receiver.Open();
        var parked = await ParkedRequests.ParkAsync(fixture, owner, await MemberAsync(), callbackUrl: inbox.Url);

        var dropped = await owner.DeleteAsync($"/manage/parked/{parked}", ifMatch: null);

        Assert.Equal((204, ""), (dropped.Status, dropped.Text));
        Assert.Contains("Unexpected Error", (await inbox.NextAsync()).Text);
        Assert.Equal(404, (await owner.DeleteAsync($"/manage/parked/{parked}", ifMatch: null)).Status);
        Assert.Equal("drop", Action(await owner.GetAsync($"/manage/audit?kind=parked&id={parked}")));
        await fixture.QuietAsync();
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_is_shown_without_what_it_says_and_left_alone()
    {
        var id = await ParkedRequests.ParkAsync(fixture, """{"orgId":7,"whose":"secret"}""");

        var shown = await owner.GetAsync($"/manage/parked/{id}");
        Assert.Equal((200, "null"), (shown.Status, shown.Field("body")));
        Assert.DoesNotContain("secret", shown.Text);
        Assert.Equal(404, (await owner.With("manage.read").GetAsync($"/manage/parked/{id}")).Status);
        Assert.Equal(403, (await owner.PostAsync($"/manage/parked/{id}/retry")).Status);
        Assert.Equal(403, (await owner.DeleteAsync($"/manage/parked/{id}", ifMatch: null)).Status);
        Assert.True(await fixture.Service<IParking>().FindAsync(id, default) is not null);
        await fixture
            .Service<IParking>()
            .RemoveAsync((await fixture.Service<IParking>().FindAsync(id, default))!, default);
    }

    private async Task<string> MemberAsync() => (await fixture.Setup.MemberAsync()).MemberId.Value;

    private static string? Action(Answer audit) => Assert.Single(audit.Items()).GetProperty("action").GetString();
}

using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.Management;

/// <summary>The versions of rules, and what they decide.</summary>
public sealed class RuleVersionTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task A_change_makes_a_version_once_the_rule_was_active_and_every_version_is_kept()
    {
        var created = await owner.PostAsync("/manage/rules", Bodies.Rule(fixture.Partner.ClientId));
        var item = created.Header("Location")!;
        var draft = await ChangeAsync(item, body => body.With("cap", CapOf(5)));
        Assert.Equal("1", draft.Field("version"));
        await owner.StepAsync(item, "activate");
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        var changedAt = fixture.Clock.GetUtcNow();

        var second = await ChangeAsync(item, body => body.With("cap", CapOf(3)));
        var same = await ChangeAsync(item, body => body);
        await owner.StepAsync(item, "deactivate");
        var third = await ChangeAsync(item, body => body.With("name", "Third"));

        Assert.Equal(("2", "2", "3"), (second.Field("version"), same.Field("version"), third.Field("version")));
        var versions = await VersionsAsync(item);
        Assert.Equal(["1", "2", "3"], versions.Select(version => version["version"]!.ToJsonString()));
        Assert.Equal(["5", "3", "3"], versions.Select(version => version["cap"]!["points"]!.ToJsonString()));
        Assert.Equal("Third", (string?)versions[2]["name"]);
        Assert.Equal(changedAt, (DateTimeOffset)versions[1]["since"]!);
        Assert.Equal(fixture.Demo.Owner.ClientId.Value, (string?)versions[1]["by"]);
        var copy = await owner.StepAsync(item, "duplicate");
        Assert.Equal("1", copy.Field("version"));
        Assert.Single(await VersionsAsync(copy.Header("Location")!));
    }

    [Fact]
    public async Task A_request_is_decided_by_the_version_in_force_when_it_was_accepted()
    {
        var item = (await owner.PostAsync("/manage/rules", Bodies.Rule(fixture.Partner.ClientId))).Header("Location")!;
        await ChangeAsync(item, body => body.With("cap", CapOf(5)));
        await owner.StepAsync(item, "activate");
        var early = fixture.Earn(10) with { RuleId = item.Split('/')[^1] };
        fixture.Gate.Close();
        var accepted = await fixture.Partner.SendAsync(early);
        await ChangeAsync(item, body => body.With("cap", CapOf(3)));
        fixture.Gate.Open();
        var late = fixture.Earn(10) with { RuleId = early.RuleId };
        await fixture.Partner.SendAsync(late);

        Assert.Equal("5", (await fixture.Partner.OutcomeAsync(early.RequestId)).Field("point"));
        Assert.Equal("3", (await fixture.Partner.OutcomeAsync(late.RequestId)).Field("point"));
        var transaction = $"/manage/transactions/{accepted.Field("transactionId")}";
        Assert.Equal("1", (await owner.GetAsync(transaction)).Field("ruleVersion"));
        var reversal = await owner.PostAsync($"{transaction}/reverse", new JsonObject { ["reason"] = "A mistake" });
        Assert.Equal((200, "1"), (reversal.Status, reversal.Field("ruleVersion")));
    }

    [Fact]
    public async Task Versions_of_a_rule_that_does_not_exist_are_404_and_a_strange_cursor_is_400()
    {
        Assert.Equal(404, (await owner.GetAsync("/manage/rules/nothing/versions")).Status);
        Assert.Equal(400, (await owner.GetAsync("/manage/rules/demo-earn/versions?cursor=x")).Status);
    }

    private static JsonObject CapOf(int points) => new() { ["points"] = points, ["period"] = "request" };

    private async Task<Answer> ChangeAsync(string item, Func<JsonObject, JsonObject> change)
    {
        var before = await owner.GetAsync(item);
        var after = await owner.PutAsync(item, change(before.Editable()), before.Header("ETag"));
        Assert.Equal(200, after.Status);
        return after;
    }

    /// <summary>All of them, a page of one at a time.</summary>
    private async Task<IReadOnlyList<JsonNode>> VersionsAsync(string item)
    {
        var versions = new List<JsonNode>();
        var cursor = "";
        do
        {
            var page = await owner.GetAsync($"{item}/versions?limit=1{cursor}");
            Assert.Equal(200, page.Status);
            var body = JsonNode.Parse(page.Text)!;
            versions.AddRange(body["items"]!.AsArray().Select(version => version!));
            Assert.True(body["items"]!.AsArray().Count <= 1);
            cursor = body["nextCursor"] is { } next ? $"&cursor={Uri.EscapeDataString((string)next!)}" : "";
        } while (cursor.Length > 0);
        return versions;
    }
}

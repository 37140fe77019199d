using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.Management;

/// <summary><c>/manage/organisation</c>.</summary>
public sealed class OrganisationTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private const string Path = "/manage/organisation";
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task It_is_shown_and_changed_with_the_tag_that_it_has()
    {
        var before = await owner.GetAsync(Path);
        Assert.Equal(
            ["orgId", "name", "defaultProgramId", "defaultRegion", "currencies", "requestLogDays", "notifications"],
            before.Json.EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal((200, "demo"), (before.Status, before.Field("orgId")));
        var body = Body().With("notifications", new JsonObject { ["url"] = "https://gateway.example/texts" });

        Assert.Equal(428, (await owner.PutAsync(Path, body, ifMatch: null)).Status);
        var changed = await owner.PutAsync(Path, body, before.Header("ETag"));
        Assert.Equal(412, (await owner.PutAsync(Path, body, before.Header("ETag"))).Status);

        Assert.True(changed.Status == 200, changed.ToString());
        var after = await owner.GetAsync(Path);
        Assert.Equal(changed.Text, after.Text);
        Assert.Equal(changed.Header("ETag"), after.Header("ETag"));
        Assert.Equal(
            "https://gateway.example/texts",
            after.Json.GetProperty("notifications").GetProperty("url").GetString()
        );
        var audit = (await owner.GetAsync("/manage/audit?limit=200")).Items();
        Assert.Contains(audit, record => record.GetProperty("kind").GetString() == "organisation");
        await RestoreAsync();
    }

    [Fact]
    public async Task Every_fault_is_named()
    {
        var tag = (await owner.GetAsync(Path)).Header("ETag");
        var body = new JsonObject
        {
            ["name"] = "",
            ["defaultRegion"] = "de",
            ["currencies"] = new JsonArray("EUR", "euro", null),
            ["notifications"] = new JsonObject { ["url"] = "ftp://gateway.example" },
        };

        var refused = await owner.PutAsync(Path, body, tag);

        Assert.Equal(
            [
                "name length",
                "defaultRegion format",
                "currencies[1] format",
                "currencies[2] required",
                "notifications.url not_allowed",
            ],
            refused.Errors()
        );
        Assert.Equal(tag, (await owner.GetAsync(Path)).Header("ETag"));
    }

    [Fact]
    public async Task Where_it_has_a_region_national_numbers_are_read_by_it()
    {
        var member = $"/manage/members/{Names.Next("national")}";
        var body = new JsonObject { ["mobile"] = "0151 555 00 123" };
        Assert.Equal(["mobile format"], (await owner.PutAsync(member, body, ifMatch: null)).Errors());
        await PutAsync(Body().With("defaultRegion", "DE"));

        var registered = await owner.PutAsync(member, body, ifMatch: null);
        var found = await owner.GetAsync("/manage/members?q=0151%2055500123");
        var foreign = await owner.PutAsync(member, new JsonObject { ["mobile"] = "+14155550100" }, "*");

        Assert.Equal((201, "+4915155500123"), (registered.Status, registered.Field("mobile")));
        Assert.Equal(registered.Field("userId"), Assert.Single(found.Items()).GetProperty("userId").GetString());
        Assert.Equal((200, "+14155550100"), (foreign.Status, foreign.Field("mobile")));
        await RestoreAsync();
    }

    [Fact]
    public async Task A_program_gets_none_but_its_currencies_and_may_keep_the_one_that_it_has()
    {
        var usd = await owner.PostAsync("/manage/programs", Program("USD"));
        await PutAsync(Body().With("currencies", new JsonArray("EUR", "GBP")));

        var refused = await owner.PostAsync("/manage/programs", Program("USD"));
        var item = usd.Header("Location")!;
        var kept = await owner.PutAsync(item, Program("USD"), usd.Header("ETag"));
        var euro = await owner.PostAsync("/manage/programs", Program("EUR"));
        var back = await owner.PutAsync(euro.Header("Location")!, Program("USD"), euro.Header("ETag"));

        Assert.Equal(["currency not_allowed"], refused.Errors());
        Assert.Equal((200, 201), (kept.Status, euro.Status));
        Assert.Equal(["currency not_allowed"], back.Errors());
        var aggregator = await fixture.Setup.ClientAsync(client => client with { Scopes = ["programs"] });
        var listed = await fixture.Setup.PartnerOf(aggregator).GetAsync("/v1/currencies");
        Assert.Equal("""["EUR","GBP"]""", listed.Text);
        await RestoreAsync();
    }

    private static JsonObject Program(string currency) => new() { ["name"] = "Stars", ["currency"] = currency };

    private static JsonObject Body() => new() { ["name"] = "Demo" };

    private Task RestoreAsync() => PutAsync(Body());

    private async Task PutAsync(JsonObject body)
    {
        var answer = await owner.PutAsync(Path, body, (await owner.GetAsync(Path)).Header("ETag"));
        Assert.True(answer.Status == 200, answer.ToString());
    }
}

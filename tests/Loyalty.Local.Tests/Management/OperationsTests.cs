using System.Text.Json.Nodes;
using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Management;

/// <summary>What an organisation looks after from day to day: deliveries, the record of changes.</summary>
public sealed class OperationsTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    [Theory]
    [InlineData("GET", "/manage/members", true)]
    [InlineData("GET", "/manage/members/m", true)]
    [InlineData("PUT", "/manage/members/m", false)]
    [InlineData("DELETE", "/manage/members/m", false)]
    [InlineData("GET", "/manage/groups", true)]
    [InlineData("GET", "/manage/groups/g", true)]
    [InlineData("POST", "/manage/groups", false)]
    [InlineData("PUT", "/manage/groups/g", false)]
    [InlineData("DELETE", "/manage/groups/g", false)]
    [InlineData("GET", "/manage/deliveries", true)]
    [InlineData("GET", "/manage/deliveries/d", true)]
    [InlineData("POST", "/manage/deliveries/d/redeliver", false)]
    [InlineData("GET", "/manage/parked", true)]
    [InlineData("GET", "/manage/parked/p", true)]
    [InlineData("POST", "/manage/parked/p/retry", false)]
    [InlineData("DELETE", "/manage/parked/p", false)]
    [InlineData("GET", "/manage/outbox", true)]
    [InlineData("GET", "/manage/audit", true)]
    [InlineData("GET", "/manage/requests", true)]
    public async Task Only_those_who_may_can(string method, string path, bool reads)
    {
        var how = new HttpMethod(method);
        using var nobody = await fixture.Http.SendAsync(new HttpRequestMessage(how, path));
        Assert.Equal(401, (int)nobody.StatusCode);
        foreach (var scope in new[] { "points.earn", "rules.draft", reads ? "pos" : "manage.read" })
        {
            var refused = await owner.With(scope).SendAsync(how, path, "{}");
            Assert.Equal((403, "insufficient_scope"), (refused.Status, refused.Code));
        }

        foreach (var scope in reads ? new[] { "manage", "manage.read" } : ["manage"])
            Assert.Contains(
                (await owner.With(scope).SendAsync(how, path, "{}")).Status,
                new[] { 200, 201, 400, 404, 428 }
            );
    }

    [Fact]
    public async Task Another_organisations_things_are_not_found()
    {
        var (stranger, _) = await StrangerAsync();
        var member = (await fixture.Setup.MemberAsync()).MemberId.Value;
        var group = await owner.PostAsync(
            "/manage/groups",
            new JsonObject { ["primaryUserId"] = member, ["members"] = new JsonArray(member) }
        );
        var delivery = await DeliverAsync(member);
        var parked = await ParkedRequests.ParkAsync(fixture, owner, member);

        foreach (
            var path in new[]
            {
                $"/manage/members/{member}",
                group.Header("Location")!,
                $"/manage/deliveries/{delivery}",
                $"/manage/parked/{parked}",
            }
        )
        {
            Assert.Equal(200, (await owner.GetAsync(path)).Status);
            Assert.Equal(404, (await stranger.GetAsync(path)).Status);
        }

        Assert.Equal(404, (await stranger.PostAsync($"/manage/deliveries/{delivery}/redeliver")).Status);
        Assert.Equal(404, (await stranger.PostAsync($"/manage/parked/{parked}/retry")).Status);
        Assert.Equal(404, (await stranger.DeleteAsync($"/manage/parked/{parked}", null)).Status);
        foreach (var list in new[] { "members", "groups", "deliveries", "parked", "audit", "outbox" })
            Assert.Empty((await stranger.GetAsync($"/manage/{list}?limit=200")).Items());
    }

    [Fact]
    public async Task A_callback_is_shown_without_its_query_and_sent_again()
    {
        var inbox = fixture.Receiver.Open();
        var member = (await fixture.Setup.MemberAsync()).MemberId.Value;
        var sent = fixture.Earn(5) with { UserId = member, CallbackUrl = inbox.Url + "?secret=hidden" };
        var id = (await fixture.Partner.SendAsync(sent)).Field("transactionId")!;
        var first = await inbox.NextAsync();
        await fixture.QuietAsync();

        var shown = await owner.GetAsync($"/manage/deliveries/{id}");
        Assert.Equal((200, "delivered", id), (shown.Status, shown.Field("status"), shown.Field("transactionId")));
        Assert.Equal(inbox.Url, shown.Field("url"));
        Assert.DoesNotContain("hidden", shown.Text);
        Assert.Equal(204, shown.Json.GetProperty("attempts")[0].GetProperty("statusCode").GetInt32());
        Assert.NotNull(shown.Header("ETag"));

        var again = await owner.PostAsync($"/manage/deliveries/{id}/redeliver");
        Assert.Equal((202, id), (again.Status, again.Field("deliveryId")));
        Assert.Equal(first.Body, (await inbox.NextAsync()).Body);
        await fixture.QuietAsync();
        Assert.Contains(await DeliveriesAsync(""), item => item == id);
        Assert.Contains(await DeliveriesAsync("status=delivered"), item => item == id);
        Assert.DoesNotContain(await DeliveriesAsync("status=parked"), item => item == id);
        Assert.Equal("status format", Assert.Single((await owner.GetAsync("/manage/deliveries?status=lost")).Errors()));
        Assert.Equal(404, (await owner.PostAsync("/manage/deliveries/none/redeliver")).Status);
        Assert.Single((await owner.GetAsync($"/manage/audit?kind=delivery&id={id}")).Items());
    }

    [Fact]
    public async Task Records_lead_from_page_to_page_and_can_be_filtered()
    {
        var id = Names.Next("member");
        var etag = (await owner.SendAsync(HttpMethod.Put, $"/manage/members/{id}", "{}")).Header("ETag");
        foreach (var _ in Enumerable.Range(0, 4))
            etag = (await owner.SendAsync(HttpMethod.Put, $"/manage/members/{id}", "{}", etag)).Header("ETag");

        var actions = new List<string?>();
        string? cursor = null;
        do
        {
            var more = cursor is null ? "" : $"&cursor={cursor}";
            var page = await owner.GetAsync($"/manage/audit?kind=member&id={id}&limit=2{more}");
            actions.AddRange(page.Items().Select(item => item.GetProperty("action").GetString()));
            cursor = page.Json.GetProperty("nextCursor").GetString();
        } while (cursor is not null);

        Assert.Equal(["update", "update", "update", "update", "create"], actions);
        var first = (await owner.GetAsync($"/manage/audit?id={id}&limit=1")).Items().Single();
        Assert.Equal(owner.ClientId, first.GetProperty("by").GetString());
        Assert.Equal(id, first.GetProperty("after").GetProperty("userId").GetString());
        Assert.Equal("cursor format", Assert.Single((await owner.GetAsync("/manage/audit?cursor=x")).Errors()));
    }

    [Theory]
    [InlineData("manage")]
    [InlineData("manage.read")]
    [InlineData("rules.draft")]
    public async Task A_caller_is_told_who_it_is(string scope)
    {
        var me = await owner.With(scope).GetAsync("/manage/me");

        Assert.Equal(
            $$"""{"clientId":"demo-owner","name":"Demo owner","orgId":"demo","orgName":"Demo"""
                + $$""" organisation","scopes":["{{scope}}"],"environment":"Staging","defaultProgramId":"points"}""",
            me.Text
        );
        Assert.Equal(403, (await owner.With("points.earn").GetAsync("/manage/me")).Status);
    }

    private async Task<IEnumerable<string?>> DeliveriesAsync(string query) =>
        (await owner.GetAsync($"/manage/deliveries?limit=200&{query}"))
            .Items()
            .Select(item => item.GetProperty("deliveryId").GetString());

    private async Task<string> DeliverAsync(string member)
    {
        var inbox = fixture.Receiver.Open();
        var sent = fixture.Earn(5) with { UserId = member, CallbackUrl = inbox.Url };
        var id = (await fixture.Partner.SendAsync(sent)).Field("transactionId")!;
        await inbox.NextAsync();
        await fixture.QuietAsync();
        return id;
    }

    /// <summary>An organisation of its own, and somebody who may do everything there.</summary>
    private async Task<(Editor Editor, Client Client)> StrangerAsync()
    {
        var client = await fixture.Setup.ClientAsync(made =>
            made with
            {
                OrgId = TextId.From<OrgId>(Names.Next("org")),
                Scopes = Loyalty.Identity.Scopes.All,
            }
        );
        return (new Editor(fixture.Http, fixture.Time, client.ClientId.Value, Setup.Secret), client);
    }
}

using System.Text.Json.Nodes;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Http;

/// <summary>
/// One organisation against everything of another's: it has the ids, the tags, the cursors and the keys, every scope in its
/// own house, and gets nothing. The routes are read from the triggers, so a new one is tried as well.
/// </summary>
public sealed class TenantTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private static readonly string[] Lists =
    [
        .. AppRoute
            .All.Where(route => route is { IsManagement: true, Method: "GET" } && !route.Path.Contains('{'))
            .Select(route => route.Path),
    ];
    private readonly Editor owner = fixture.Owner;
    private readonly Editor stranger = fixture.Stranger;
    private readonly Dictionary<string, string> ids = fixture.Ids;

    public static TheoryData<string> Items =>
        [
            .. AppRoute
                .All.Where(route => route.Path.Contains('{') && !AccessTable.IsOpen(route))
                .Select(route => route.ToString()),
        ];

    [Theory]
    [MemberData(nameof(Items))]
    public async Task What_is_anothers_is_not_there(string name)
    {
        var route = AppRoute.Parse(name);
        var before = await SnapshotAsync();
        foreach (var tag in new[] { "\"1\"", "\"2\"", "\"3\"", await TagAsync(route) })
        {
            var body = route.Method is "POST" or "PUT" ? await BodyForAsync(route) : null;
            var answer = await stranger.SendAsync(new HttpMethod(route.Method), route.At(Id), body, tag);

            // A balance names the organisation it is asked of; a member's id is for whoever uses it to give; and who acts
            // for no partner is told so whoever the member is.
            var right =
                route.Path.StartsWith("/latitude-points/", StringComparison.Ordinal) ? answer.Status == 403
                : route.Path.StartsWith("/loyalty/user/", StringComparison.Ordinal) ? answer.Status == 403
                : name == "PUT /manage/members/{userId}" ? answer.Status == 412
                : answer.Status == 404;
            Assert.True(right, answer.ToString());
            Assert.DoesNotContain(ids.Values, id => answer.Text.Contains(id, StringComparison.Ordinal));
        }

        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task No_list_shows_what_is_anothers_whoever_it_is_asked_for()
    {
        var searches = ids.SelectMany(id => new[] { $"?{id.Key}={id.Value}", $"?id={id.Value}", $"?q={id.Value}" });
        // The log of requests shows the ids that the stranger itself has asked for.
        foreach (var list in Lists.Except(["/manage/requests"]))
        foreach (var search in searches.Prepend(""))
        {
            var answer = await stranger.GetAsync(list + search);

            Assert.True(answer.Status is 200 or 404, $"{list}{search}: {answer}");
            Assert.DoesNotContain(ids.Values, id => answer.Text.Contains(id, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_log_of_requests_shows_ones_own_alone()
    {
        await owner.GetAsync("/manage/rules");
        await stranger.GetAsync("/manage/rules");

        var seen = await stranger.GetAsync("/manage/requests?limit=200");

        var clients = seen.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("clientId"));
        Assert.Equal([stranger.ClientId], clients.Select(client => client.GetString()).Distinct());
        var others = await stranger.GetAsync($"/manage/requests?clientId={owner.ClientId}");
        Assert.Equal(0, others.Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_cursor_of_anothers_leads_nowhere()
    {
        foreach (var list in Lists)
        {
            var first = await owner.GetAsync($"{list}?limit=1");
            if (!first.Json.TryGetProperty("nextCursor", out var next) || next.GetString() is not { } cursor)
                continue;
            var answer = await stranger.GetAsync($"{list}?cursor={Uri.EscapeDataString(cursor)}");

            Assert.True(answer.Status is 200 or 400, $"{list}: {answer}");
            Assert.DoesNotContain("demo", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(ids.Values, id => answer.Text.Contains(id, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_is_anothers_cannot_be_made_part_of_ones_own()
    {
        var rule = await stranger.PostAsync(
            "/manage/rules",
            Bodies.Rule(ids["clientId"]).With("programId", ids["programId"])
        );
        Assert.Equal(["programId not_allowed", "clientIds[0] not_allowed"], rule.Errors());
        var group = await stranger.PostAsync(
            "/manage/groups",
            new JsonObject { ["primaryUserId"] = ids["userId"], ["members"] = new JsonArray(ids["userId"]) }
        );
        Assert.Equal(["members[0] not_allowed"], group.Errors());
        await stranger.PutAsync("/manage/members/own", new JsonObject(), ifMatch: null);
        var adjustment = await stranger.PostAsync("/manage/members/own/adjust", Adjustment());
        Assert.Equal(["programId not_allowed"], adjustment.Errors());
        var points = await stranger.PostAsync("/points", JsonNode.Parse(fixture.Host.Earn(1).ToJson()));
        Assert.Equal((400, "rule_not_found"), (points.Status, points.Code));
    }

    [Fact]
    public async Task A_name_or_a_key_that_another_uses_is_free()
    {
        var (mobile, key) = ($"+4915{Random.Shared.Next(10_000_000, 99_999_999)}", Names.Next("key"));
        var body = new JsonObject { ["mobile"] = mobile };
        var member = Names.Next("member");
        Assert.Equal(201, (await owner.PutAsync($"/manage/members/{member}", body, ifMatch: null)).Status);
        Assert.Equal(201, (await stranger.PutAsync($"/manage/members/{member}", body, ifMatch: null)).Status);

        var named = new JsonObject { ["programId"] = Names.Next("program"), ["name"] = "Named alike" };
        Assert.Equal(201, (await owner.PostAsync("/manage/programs", named)).Status);
        Assert.Equal(201, (await stranger.PostAsync("/manage/programs", named)).Status);

        var program = new JsonObject { ["name"] = "The same" };
        var first = await owner.PostAsync("/manage/programs", program, key: key);
        var second = await stranger.PostAsync("/manage/programs", program, key: key);

        Assert.Null(second.Header("Idempotency-Replayed"));
        Assert.NotEqual(first.Field("programId"), second.Field("programId"));
    }

    private string Id(string parameter) =>
        parameter switch
        {
            "n" => "1",
            "loyaltyUserId" => ids["userId"],
            _ => ids[parameter],
        };

    private async Task<string> TagAsync(AppRoute route)
    {
        var item = new AppRoute("GET", string.Join('/', route.Path.Split('/')[..4])).At(Id);
        return (await owner.GetAsync(item)).Header("ETag") ?? "\"0\"";
    }

    /// <summary>What the owner sees of everything, with its tag.</summary>
    private async Task<string> SnapshotAsync()
    {
        var seen = new List<string>();
        foreach (var route in AppRoute.All)
            if (route is { IsManagement: true, Method: "GET" } && route.Path.Split('/') is [.., ['{', ..]])
                if (await owner.GetAsync(route.At(Id)) is var answer)
                    seen.Add($"{route} {answer.Status} {answer.Header("ETag")} {answer.Text}");
        return string.Join('\n', seen);
    }

    /// <summary>A body that would be right if the thing were the sender's.</summary>
    private async Task<string?> BodyForAsync(AppRoute route) =>
        route.Path.Split('/')[^1] switch
        {
            "{ruleId}" or "{clientId}" or "{programId}" => (await owner.GetAsync(route.At(Id)))
                .Editable()
                .With("programId", "other-points")
                .With("clientIds", new JsonArray(stranger.ClientId))
                .ToJsonString(),
            "{userId}" => "{}",
            "{groupId}" => new JsonObject
            {
                ["primaryUserId"] = "own",
                ["members"] = new JsonArray("own"),
            }.ToJsonString(),
            "keys" => """{"keys":[]}""",
            "points" => """{"partner":"Mine","points":1,"reference":"Mine now"}""",
            "validate-member" => new JsonObject { ["destinationUserId"] = ids["userId"] }.ToJsonString(),
            "simulate" => new JsonObject { ["userId"] = ids["userId"], ["amount"] = 1 }.ToJsonString(),
            "reverse" => """{"reason":"Mine now"}""",
            "adjust" => Adjustment().With("programId", "other-points").ToJsonString(),
            _ => null,
        };

    private JsonObject Adjustment() =>
        new()
        {
            ["programId"] = ids["programId"],
            ["points"] = 5,
            ["reason"] = "Mine now",
        };
}

using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Tests.Management;

/// <summary>What holds for rules, programs and clients alike.</summary>
public sealed class CommonRulesTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    public static TheoryData<string> Lists => ["/manage/rules", "/manage/programs", "/manage/clients"];

    public static TheoryData<string, string> Changes =>
        new()
        {
            { "PUT", "/manage/rules/{rule}" },
            { "POST", "/manage/rules/{rule}/activate" },
            { "POST", "/manage/rules/{rule}/deactivate" },
            { "POST", "/manage/rules/{rule}/archive" },
            { "POST", "/manage/rules/{rule}/duplicate" },
            { "PUT", "/manage/programs/{program}" },
            { "POST", "/manage/programs/{program}/make-default" },
            { "PUT", "/manage/clients/{client}" },
            { "PUT", "/manage/clients/{client}/keys" },
            { "POST", "/manage/clients/{client}/disable" },
            { "POST", "/manage/clients/{client}/enable" },
            { "POST", "/manage/clients/{client}/secrets" },
            { "POST", "/manage/clients/{client}/callback-secret" },
            { "DELETE", "/manage/clients/{client}/secrets/1" },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_names_the_version_that_it_changes(string method, string path)
    {
        var (url, body) = await ThingAsync(path);

        var without = await SendAsync(null);
        Assert.Equal((428, "precondition_required"), (without.Status, without.Code));
        foreach (var tag in new[] { "\"stale\"", "\"\"", "\"stale\", W/\"1\"", "W/\"1\"" })
        {
            var stale = await SendAsync(tag);
            Assert.Equal((412, "precondition_failed"), (stale.Status, stale.Code));
            Assert.Equal("application/problem+json", stale.ContentType);
        }
        foreach (var text in new[] { "nonsense", "\"open", "1", "\"a\" \"b\"", "*, \"1\"" })
        {
            var bad = await SendAsync(text);
            Assert.Equal((400, "invalid_request"), (bad.Status, bad.Code));
            Assert.Equal(["If-Match format"], bad.Errors());
        }

        Task<Answer> SendAsync(string? tag) => owner.SendAsync(new HttpMethod(method), url, body, tag);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"old\", {0}")]
    [InlineData("{0} , W/\"x\"")]
    public async Task A_list_of_versions_and_the_star_name_the_current_one_too(string ifMatch)
    {
        foreach (var list in new[] { "/manage/rules", "/manage/programs", "/manage/clients" })
        {
            var created = await CreateAsync(list);
            var tag = string.Format(null, ifMatch, created.Header("ETag"));

            var changed = await owner.PutAsync(created.Header("Location")!, created.Editable(), tag);

            Assert.True(changed.Status == 200, changed.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_belongs_to_another_organisation_is_not_there(string method, string path)
    {
        var stranger = await StrangerAsync();
        var (url, body) = await ThingAsync(path);
        var item = string.Join('/', url.Split('/')[..4]);

        Assert.Equal(404, (await stranger.GetAsync(item)).Status);
        var answer = await stranger.SendAsync(new HttpMethod(method), url, body, "\"1\"");

        Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
        Assert.Equal(200, (await owner.GetAsync(item)).Status);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Reading_and_drafting_change_nothing_else(string method, string path)
    {
        var (url, body) = await ThingAsync(path);
        foreach (var scope in new[] { "manage.read", "points.earn", "rules.draft" })
        {
            if (scope == "rules.draft" && path == "/manage/rules/{rule}")
                continue;
            var answer = await owner.With(scope).SendAsync(new HttpMethod(method), url, body, "\"1\"");
            Assert.Equal((403, "insufficient_scope"), (answer.Status, answer.Code));
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_body_is_json_of_the_right_size(string list)
    {
        Assert.Equal(413, (await PostAsync("{\"name\":\"" + new string('n', 70_000) + "\"}")).Status);
        Assert.Equal(415, (await PostAsync("{}", "text/plain")).Status);
        foreach (var text in new[] { "", "[]", "{\"name\":", "null" })
            Assert.Equal(
                (400, "invalid_request"),
                (await PostAsync(text)) is var bad ? (bad.Status, bad.Code) : default
            );
        Assert.Contains("name required", (await PostAsync("{}")).Errors());

        Task<Answer> PostAsync(string body, string contentType = "application/json") =>
            owner.SendAsync(HttpMethod.Post, list, body, contentType: contentType);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_is_paged_and_says_which_parameter_is_wrong(string list)
    {
        for (var i = 0; i < 2; i++)
            await CreateAsync(list);
        var first = await owner.GetAsync($"{list}?limit=1");
        Assert.Equal(["items", "nextCursor"], first.Json.EnumerateObject().Select(property => property.Name));
        var row = Assert.Single(first.Items());
        Assert.Matches("^\"[^\"]+\"$", row.GetProperty("etag").GetString());
        var second = await owner.GetAsync($"{list}?limit=1&cursor={Uri.EscapeDataString(first.Field("nextCursor")!)}");
        Assert.NotEqual(row.GetRawText(), Assert.Single(second.Items()).GetRawText());

        foreach (var limit in new[] { "0", "201", "-1", "x", "1.0", "", "1&limit=2" })
            Assert.StartsWith("limit ", Assert.Single((await owner.GetAsync($"{list}?limit={limit}")).Errors()));
        foreach (var cursor in new[] { "", "made%20up" })
            Assert.Equal(["cursor format"], (await owner.GetAsync($"{list}?cursor={cursor}")).Errors());
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task The_same_request_sent_again_creates_nothing_more(string list)
    {
        var (key, body) = (Names.Next("key"), BodyOf(list));
        var first = await owner.PostAsync(list, body, key: key);
        var again = await owner.PostAsync(list, body, key: key);

        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Null(first.Header("Idempotency-Replayed"));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(first.Header("Location"), again.Header("Location"));
        Assert.Equal(first.Header("ETag"), again.Header("ETag"));
        if (list == "/manage/clients")
            Assert.Equal(("null", "null"), (again.Field("clientSecret"), again.Field("callbackSecret")));
        else
            Assert.Equal(first.Text, again.Text);

        var other = await owner.PostAsync(list, body.With("name", "Other"), key: key);
        Assert.Equal((409, "idempotency_key_reused"), (other.Status, other.Code));
        foreach (var bad in new[] { "a b", new string('k', 129) })
            Assert.Equal(["Idempotency-Key format"], (await owner.PostAsync(list, body, key: bad)).Errors());
        var without = await owner.PostAsync(list, body.With("programId", list == "/manage/rules" ? "points" : null));
        Assert.Equal(201, without.Status);
        Assert.NotEqual(first.Header("Location"), without.Header("Location"));
    }

    [Fact]
    public async Task A_secret_that_is_asked_for_again_is_the_same_one_though_the_tag_is_stale_by_then()
    {
        var created = await CreateAsync("/manage/clients");
        var (path, tag, key) = ($"{created.Header("Location")}/secrets", created.Header("ETag"), Names.Next("key"));
        var first = await owner.PostAsync(path, ifMatch: tag, key: key);
        var again = await owner.PostAsync(path, ifMatch: tag, key: key);

        Assert.Equal((201, "2"), (first.Status, first.Field("n")));
        Assert.Equal((201, "2", "null"), (again.Status, again.Field("n"), again.Field("clientSecret")));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(2, (await owner.GetAsync(path)).Items().Count());
    }

    [Fact]
    public async Task Of_two_editors_the_second_is_told_and_loses_nothing()
    {
        var created = await CreateAsync("/manage/rules");
        var (item, tag) = (created.Header("Location")!, created.Header("ETag"));
        var one = await owner.PutAsync(item, created.Editable().With("name", "One"), tag);
        var two = await owner.PutAsync(item, created.Editable().With("name", "Two"), tag);

        Assert.Equal((200, 412), (one.Status, two.Status));
        Assert.Equal("One", (await owner.GetAsync(item)).Field("name"));
        Assert.Equal(200, (await owner.PutAsync(item, one.Editable().With("name", "Two"), one.Header("ETag"))).Status);
    }

    [Fact]
    public async Task Who_may_draft_reads_creates_and_changes_drafts_and_tries_rules()
    {
        var drafter = owner.With("rules.draft");
        var draft = await drafter.PostAsync("/manage/rules", BodyOf("/manage/rules"));
        var item = draft.Header("Location")!;
        Assert.Equal(201, draft.Status);
        var changed = await drafter.PutAsync(item, draft.Editable().With("name", "Better"), draft.Header("ETag"));
        Assert.Equal((200, "Better"), (changed.Status, changed.Field("name")));
        var trial = new JsonObject { ["userId"] = fixture.Demo.UserId.Value, ["amount"] = 1 };
        Assert.Equal(200, (await drafter.PostAsync($"{item}/simulate", trial)).Status);
        foreach (var list in new[] { "/manage/rules", "/manage/programs", "/manage/clients" })
            Assert.Equal(200, (await drafter.GetAsync(list)).Status);

        var active = await owner.StepAsync(item, "activate");
        var refused = await drafter.PutAsync(item, active.Editable(), active.Header("ETag"));
        Assert.Equal((403, "insufficient_scope"), (refused.Status, refused.Code));
        Assert.Equal(403, (await drafter.GetAsync($"{item}/share")).Status);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Who_may_not_read_is_told_so(string list)
    {
        Assert.Equal(
            (403, "insufficient_scope"),
            (await owner.With("pos").GetAsync(list)) is var no ? (no.Status, no.Code) : default
        );
        Assert.Equal(200, (await owner.With("manage.read").GetAsync(list)).Status);
        using var bare = await fixture.Http.GetAsync(list);
        Assert.Equal(401, (int)bare.StatusCode);
        var wrong = await owner.SendAsync(HttpMethod.Delete, list);
        Assert.Equal((405, "GET, HEAD, POST"), (wrong.Status, string.Join(", ", wrong.Content.GetValues("Allow"))));
        Assert.Equal(404, (await owner.GetAsync($"{list}/nothing-of-this-name")).Status);
        Assert.Equal(404, (await owner.GetAsync($"{list}/a%20b")).Status);
    }

    [Fact]
    public async Task Every_change_is_recorded_with_what_was_and_what_is()
    {
        var rule = await CreateAsync("/manage/rules");
        await owner.StepAsync(rule.Header("Location")!, "activate");
        var client = await CreateAsync("/manage/clients");
        await owner.StepAsync(client.Header("Location")!, "secrets");

        var store = fixture.Host.Services.GetRequiredService<ICatalog>();
        var records = (await store.AuditAsync(Setup.Org, null, 200, default)).Items;

        var ofRule = records.Where(record => record.Id == rule.Field("ruleId")).ToList();
        Assert.Equal(["activate", "create"], ofRule.Select(record => record.Action));
        Assert.Null(ofRule[1].Before);
        Assert.Equal("draft", ofRule[0].Before?.GetProperty("status").GetString());
        Assert.Equal("active", ofRule[0].After?.GetProperty("status").GetString());
        Assert.All(ofRule, record => Assert.Equal(fixture.Demo.Owner.ClientId, record.By));
        var ofClient = records.Where(record => record.Id == client.Field("clientId")).ToList();
        Assert.Equal(["add-secret", "create"], ofClient.Select(record => record.Action));
        Assert.All(
            ofClient.Select(record => $"{record.Before} {record.After}"),
            text =>
            {
                Assert.DoesNotContain("pbkdf2", text);
                Assert.DoesNotContain("whsec_", text);
                Assert.DoesNotContain(client.Field("clientSecret")!, text);
            }
        );
    }

    private async Task<(string Url, string? Body)> ThingAsync(string path)
    {
        var kind = path.Split('/')[2];
        var created = await CreateAsync($"/manage/{kind}");
        var id = created.Header("Location")!.Split('/')[^1];
        var url = path.Replace("{rule}", id).Replace("{program}", id).Replace("{client}", id);
        var body = url.EndsWith("/keys", StringComparison.Ordinal)
            ? new JsonObject { ["keys"] = new JsonArray() }
            : created.Editable();
        return (url, body.ToJsonString());
    }

    private async Task<Answer> CreateAsync(string list)
    {
        var created = await owner.PostAsync(list, BodyOf(list));
        Assert.Equal(201, created.Status);
        return created;
    }

    private JsonObject BodyOf(string list) =>
        list switch
        {
            "/manage/rules" => Bodies.Rule(fixture.Partner.ClientId),
            "/manage/clients" => Bodies.Client("points.earn"),
            _ => new JsonObject { ["name"] = "Stars" },
        };

    private async Task<Editor> StrangerAsync()
    {
        var client = await fixture.Setup.ClientAsync(client =>
            client with
            {
                OrgId = TextId.From<OrgId>("other"),
                Scopes = ["manage"],
            }
        );
        return new Editor(fixture.Http, fixture.Time, client.ClientId.Value, Setup.Secret);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Loyalty.Notifications;

namespace Loyalty.Local.Tests.Management;

/// <summary>Members over HTTP: registered, changed, found, blocked, erased.</summary>
public sealed class MemberTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);
    private readonly string id = Names.Next("member");

    private string Path => $"/manage/members/{id}";

    [Fact]
    public async Task A_member_is_registered_shown_and_changed()
    {
        var mobile = Mobile();
        var created = await owner.PutAsync(Path, Member(mobile).With("name", "Ann Bee"), ifMatch: null);

        Assert.Equal((201, Path), (created.Status, created.Header("Location")));
        var expected =
            $$"""{"userId":"{{id}}","name":"Ann Bee","mobile":"{{mobile}}","email":null,"externalId":null,"cardNumber":null"""
            + ""","cardExternalId":null,"status":"active","erasedAt":null,"accounts":[],"transactions":[],"groups":[]}""";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(created.Text)), created.Text);
        var read = await owner.GetAsync(Path);
        Assert.Equal((200, created.Text), (read.Status, read.Text));
        Assert.Equal(created.Header("ETag"), read.Header("ETag"));

        var changed = await owner.PutAsync(
            Path,
            Member(mobile).With("email", "Ann.B@example.com").With("status", "blocked"),
            read.Header("ETag")
        );
        Assert.Equal((200, "blocked"), (changed.Status, changed.Field("status")));
        Assert.Equal("Ann.B@example.com", changed.Field("email"));
        Assert.NotEqual(read.Header("ETag"), changed.Header("ETag"));
    }

    [Fact]
    public async Task A_change_must_name_the_version_that_it_changes()
    {
        var created = await owner.PutAsync(Path, Member(), ifMatch: null);

        Assert.Equal(428, (await owner.PutAsync(Path, Member(Mobile()), ifMatch: null)).Status);
        Assert.Equal(428, (await owner.DeleteAsync(Path, ifMatch: null)).Status);
        Assert.Equal(412, (await owner.PutAsync(Path, Member(), "\"0\"")).Status);
        Assert.Equal(428, (await owner.PutAsync(Path, Member(Mobile()), "")).Status);
        var again = await owner.PutAsync(Path, Member(), ifMatch: null);
        Assert.Equal((200, created.Header("ETag")), (again.Status, again.Header("ETag")));
        Assert.Equal(412, (await owner.PutAsync(Path + "-none", Member(), "*")).Status);
        Assert.Equal(412, (await owner.DeleteAsync(Path, "\"0\"")).Status);
        Assert.Equal(412, (await owner.PutAsync(Path + "-none", Member(), created.Header("ETag"))).Status);
        Assert.Equal(404, (await owner.GetAsync(Path + "-none")).Status);
        Assert.Equal(404, (await owner.DeleteAsync(Path + "-none", "\"1\"")).Status);
        Assert.Equal(created.Header("ETag"), (await owner.GetAsync(Path)).Header("ETag"));
    }

    [Fact]
    public async Task Every_field_that_is_wrong_is_named()
    {
        var body = new JsonObject
        {
            ["name"] = new string('x', 201),
            ["mobile"] = "0151 123",
            ["email"] = "nobody",
            ["externalId"] = new string('x', 129),
            ["cardNumber"] = 7,
            ["cardExternalId"] = "",
            ["status"] = "gone",
        };

        var answer = await owner.PutAsync(Path, body, ifMatch: null);

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            [
                "name length",
                "mobile format",
                "email format",
                "externalId length",
                "cardNumber type",
                "cardExternalId length",
                "status format",
            ],
            answer.Errors()
        );
        Assert.Equal(404, (await owner.GetAsync(Path)).Status);
    }

    [Fact]
    public async Task What_leads_to_one_member_cannot_lead_to_another()
    {
        var mobile = Mobile();
        var email = $"{id}@example.com";
        await owner.PutAsync(Path, Member(mobile).With("email", email), ifMatch: null);

        var other = await owner.PutAsync(
            Path + "-other",
            Member(mobile).With("email", email.ToUpperInvariant()).With("cardNumber", "4711"),
            ifMatch: null
        );

        Assert.Equal((409, "already_exists"), (other.Status, other.Code));
        Assert.Equal(["mobile duplicate", "email duplicate"], other.Errors());
        Assert.Equal(404, (await owner.GetAsync(Path + "-other")).Status);
    }

    [Fact]
    public async Task A_member_is_found_by_whatever_is_known_of_it()
    {
        var (mobile, email) = (Mobile(), $"{id}.Mixed@example.com");
        var body = Member(mobile)
            .With("name", "Mártha Joñes-Zoe\u0308")
            .With("email", email)
            .With("externalId", $"crm/{id}")
            .With("cardNumber", $"card {id}");
        var etag = (await owner.PutAsync(Path, body, ifMatch: null)).Header("ETag");

        var named = new[]
        {
            id,
            mobile,
            $"00{mobile[1..]}",
            email,
            email.ToLowerInvariant(),
            $"crm/{id}",
            $"card {id}",
        };
        var parts = new[] { $"{id[1..]}.mix", $"martha {id}", $"{id} JON", mobile[^9..], $"{id} zoe" };
        foreach (var text in named.Concat(parts))
        {
            var item = Assert.Single(await FindAsync(text));
            Assert.Equal(id, item.GetProperty("userId").GetString());
            Assert.Equal(etag, item.GetProperty("etag").GetString());
        }

        Assert.Empty(await FindAsync($"nobody {id}"));
        await owner.PutAsync(Path, Member(), etag);
        Assert.Empty(await FindAsync(mobile));
    }

    [Fact]
    public async Task Members_are_found_by_status()
    {
        await owner.PutAsync(Path, Member().With("status", "blocked"), ifMatch: null);

        Assert.Single(await FindAsync(id, "&status=blocked"));
        Assert.Empty(await FindAsync(id, "&status=closed"));
        var blocked = await Manager.Of(fixture).ListAsync("/manage/members?status=blocked");
        Assert.Contains(id, blocked.Select(item => item.GetProperty("userId").GetString()));
        Assert.All(blocked, item => Assert.Equal("blocked", item.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData("q=", "q format")]
    [InlineData("q=%20", "q format")]
    [InlineData("q=a&q=b", "q duplicate")]
    [InlineData("status=gone", "status format")]
    [InlineData(
        "q=01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "q length"
    )]
    public async Task A_filter_that_is_wrong_is_named(string query, string error)
    {
        var answer = await owner.GetAsync($"/manage/members?{query}");

        Assert.Equal((400, error), (answer.Status, Assert.Single(answer.Errors())));
    }

    [Fact]
    public async Task A_list_shows_what_can_be_spent_in_the_default_program()
    {
        await owner.PutAsync(Path, Member(), ifMatch: null);
        Assert.Equal(0, await BalanceAsync());
        Assert.Equal(202, (await fixture.Partner.SendAsync(fixture.Earn(10) with { UserId = id })).Status);
        await fixture.QuietAsync();

        Assert.Equal(10, await BalanceAsync());

        async Task<long> BalanceAsync() => Assert.Single(await FindAsync(id)).GetProperty("balance").GetInt64();
    }

    [Theory]
    [InlineData("a b/c?d#e%2Fü")]
    [InlineData("..")]
    public async Task An_id_of_any_characters_can_be_used(string odd)
    {
        var path = $"/manage/members/{Uri.EscapeDataString(odd).Replace("..", "%2E%2E")}{(odd == ".." ? "x" : "")}";

        var created = await owner.PutAsync(path, Member(), ifMatch: null);

        Assert.Equal(201, created.Status);
        Assert.Equal(odd == ".." ? "..x" : odd, (await owner.GetAsync(created.Header("Location")!)).Field("userId"));
    }

    [Fact]
    public async Task Text_stands_in_answers_as_it_was_written()
    {
        var odd = $"Zoë+<{id}>&'日本'";
        var path = $"/manage/members/{Uri.EscapeDataString(odd)}";
        Assert.Equal(201, (await owner.PutAsync(path, Member(), ifMatch: null)).Status);
        var answers = new[]
        {
            await owner.GetAsync(path),
            await owner.GetAsync($"/manage/members?q={Uri.EscapeDataString(odd)}"),
            await owner.GetAsync($"/manage/audit?kind=member&id={Uri.EscapeDataString(odd)}"),
            await owner.GetAsync(
                $"/latitude-points/orgs/demo/point-programs/default/balances/{Uri.EscapeDataString(odd)}"
            ),
        };

        Assert.All(answers, answer => Assert.Contains($"\"{odd}\"", answer.Text));
        var problem = await owner.PutAsync(path, Member(), ifMatch: "stale");
        Assert.DoesNotContain("\\u", problem.Text);
        Assert.DoesNotContain("\\u", (await owner.GetAsync("/openapi.json")).Text);
    }

    [Fact]
    public async Task Pages_lead_to_the_end_and_show_every_member_once()
    {
        foreach (var n in Enumerable.Range(0, 7))
            await owner.PutAsync($"{Path}-{n}", Member(), ifMatch: null);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await owner.GetAsync($"/manage/members?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.Equal(200, page.Status);
            Assert.InRange(page.Items().Count(), 1, 3);
            seen.AddRange(page.Items().Select(item => item.GetProperty("userId").GetString()!));
            cursor = page.Json.GetProperty("nextCursor").GetString();
        } while (cursor is not null);

        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
        Assert.Equal(7, seen.Count(member => member.StartsWith(id, StringComparison.Ordinal)));
        foreach (var query in new[] { "limit=0", "limit=201", "limit=x", "cursor=x", "cursor=" })
        {
            var bad = await owner.GetAsync($"/manage/members?{query}");
            Assert.Equal(400, bad.Status);
            Assert.StartsWith(query.Split('=')[0], Assert.Single(bad.Errors()));
        }
    }

    [Fact]
    public async Task A_blocked_member_earns_nothing_until_it_is_active_again()
    {
        var etag = (await owner.PutAsync(Path, Member(), ifMatch: null)).Header("ETag");
        etag = (await owner.PutAsync(Path, Member().With("status", "blocked"), etag)).Header("ETag");
        Assert.Equal("member_blocked", (await EarnAsync()).Code);

        await owner.PutAsync(Path, Member().With("status", "active"), etag);
        Assert.Equal(202, (await EarnAsync()).Status);

        await Eventually.TrueAsync(
            "the points are shown",
            async () =>
            {
                var member = (await owner.GetAsync(Path)).Json;
                return member.GetProperty("accounts").EnumerateArray().ToList() is [var account]
                    && account.GetProperty("balance").GetInt64() == 10
                    && account.GetProperty("programName").GetString() == "Demo points"
                    && account.GetProperty("buckets")[0].GetProperty("points").GetInt64() == 10
                    && member.GetProperty("transactions")[0].GetProperty("points").GetInt64() == 10;
            }
        );

        Task<Answer> EarnAsync() => fixture.Partner.SendAsync(fixture.Earn(10) with { UserId = id });
    }

    [Fact]
    public async Task Erasing_leaves_the_books_and_nothing_of_the_person()
    {
        var (mobile, email) = (Mobile(), $"{id}@example.com");
        var body = Member(mobile)
            .With("name", "A Person")
            .With("email", email)
            .With("externalId", $"crm-{id}")
            .With("cardNumber", $"card-{id}")
            .With("cardExternalId", $"cardcrm-{id}");
        await owner.PutAsync(Path, body, ifMatch: null);
        Assert.Equal(202, (await fixture.Partner.SendAsync(fixture.Earn(10) with { UserId = id })).Status);
        await fixture.QuietAsync();
        await fixture
            .Service<IOutbox>()
            .KeepAsync(
                new Notification
                {
                    NotificationId = $"{Guid.NewGuid()}",
                    Type = "code",
                    OrgId = Setup.Org,
                    MemberId = TextId.From<MemberId>(id),
                    Channel = "sms",
                    To = mobile,
                    Text = "Your code is 123456.",
                    At = fixture.Time.GetUtcNow(),
                },
                default
            );
        var before = await owner.GetAsync(Path);

        var erased = await owner.DeleteAsync(Path, before.Header("ETag"));

        Assert.Equal((200, "closed"), (erased.Status, erased.Field("status")));
        Assert.NotEqual("null", erased.Field("erasedAt"));
        foreach (var field in new[] { "name", "mobile", "email", "externalId", "cardNumber", "cardExternalId" })
            Assert.Equal("null", erased.Field(field));
        Assert.Equal(
            before.Json.GetProperty("accounts").GetRawText(),
            erased.Json.GetProperty("accounts").GetRawText()
        );
        Assert.Equal("10", (await fixture.BalanceAsync(id)).Field("balance"));
        Assert.Equal("member_closed", (await fixture.Partner.SendAsync(fixture.Earn(1) with { UserId = id })).Code);
        Assert.Empty(await FindAsync(mobile));
        Assert.Empty(await FindAsync($"{id} person"));
        Assert.Empty((await owner.GetAsync($"/manage/outbox?userId={id}")).Items());
        var audit = await owner.GetAsync($"/manage/audit?kind=member&id={id}");
        Assert.Equal(["erase", "create"], audit.Items().Select(item => item.GetProperty("action").GetString()));
        foreach (var personal in new[] { "Person", mobile, email, $"crm-{id}", $"card-{id}", $"cardcrm-{id}" })
            Assert.DoesNotContain(personal, audit.Text);
        Assert.Equal(200, (await owner.DeleteAsync(Path, erased.Header("ETag"))).Status);
        Assert.Equal(201, (await owner.PutAsync(Path + "-new", Member(mobile), ifMatch: null)).Status);

        await fixture.AssertProvenAsync();
    }

    private async Task<IReadOnlyList<JsonElement>> FindAsync(string text, string status = "") =>
        [.. (await owner.GetAsync($"/manage/members?q={Uri.EscapeDataString(text)}{status}")).Items()];

    private static string Mobile() => $"+4915{Names.Next("1")[2..].PadLeft(9, '0')}";

    private static JsonObject Member(string? mobile = null) => new() { ["mobile"] = mobile };
}

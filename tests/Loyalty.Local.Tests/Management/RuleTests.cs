using System.Text.Json.Nodes;
using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Management;

/// <summary><c>/manage/rules</c>, besides the story.</summary>
public sealed class RuleTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private const string Rules = "/manage/rules";
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task A_rule_always_has_every_member()
    {
        var created = await CreateAsync();

        Assert.Equal(
            [
                "ruleId",
                "programId",
                "name",
                "type",
                "trigger",
                "clientIds",
                "cap",
                "budget",
                "budgetUsed",
                "startsAt",
                "endsAt",
                "status",
                "version",
                "createdAt",
                "createdBy",
                "updatedAt",
            ],
            created.Json.EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal(
            ("null", "null", "0"),
            (created.Field("cap"), created.Field("budget"), created.Field("budgetUsed"))
        );
        Assert.Equal(fixture.Demo.Owner.ClientId.Value, created.Field("createdBy"));
        Assert.Equal(fixture.Clock.GetUtcNow(), DateTimeOffset.Parse(created.Field("createdAt")!));
        var found = await owner.GetAsync(created.Header("Location")!);
        Assert.Equal((200, created.Text), (found.Status, found.Text));
        Assert.Equal(created.Header("ETag"), found.Header("ETag"));
    }

    [Theory]
    [InlineData("deactivate")]
    [InlineData("activate activate")]
    [InlineData("activate deactivate deactivate")]
    [InlineData("archive activate")]
    [InlineData("archive deactivate")]
    [InlineData("archive archive")]
    [InlineData("activate archive activate")]
    public async Task An_illegal_step_is_409_and_changes_nothing(string steps)
    {
        var item = (await CreateAsync()).Header("Location")!;
        var path = steps.Split(' ');
        foreach (var step in path[..^1])
            Assert.Equal(200, (await owner.StepAsync(item, step)).Status);
        var before = await owner.GetAsync(item);

        var answer = await owner.StepAsync(item, path[^1]);

        Assert.Equal((409, "illegal_step"), (answer.Status, answer.Code));
        var after = await owner.GetAsync(item);
        Assert.Equal((before.Text, before.Header("ETag")), (after.Text, after.Header("ETag")));
    }

    [Fact]
    public async Task An_active_rule_goes_to_inactive_and_back_and_an_archived_one_is_changed_no_more()
    {
        var item = (await CreateAsync()).Header("Location")!;
        foreach (
            var (step, status) in new[] { ("activate", "active"), ("deactivate", "inactive"), ("activate", "active") }
        )
            Assert.Equal(status, (await owner.StepAsync(item, step)).Field("status"));
        var archived = await owner.StepAsync(item, "archive");
        Assert.Equal("archived", archived.Field("status"));

        var put = await owner.PutAsync(item, archived.Editable(), archived.Header("ETag"));

        Assert.Equal((409, "illegal_step"), (put.Status, put.Code));
    }

    [Fact]
    public async Task A_change_replaces_every_field_and_is_in_force_at_once()
    {
        var item = (await CreateAsync()).Header("Location")!;
        var active = await owner.StepAsync(item, "activate");
        var changed = await owner.PutAsync(
            item,
            active
                .Editable()
                .With("name", "Other name")
                .With("cap", new JsonObject { ["points"] = 3, ["period"] = "request" })
                .With("endsAt", "2126-01-01T00:00:00+01:00"),
            active.Header("ETag")
        );
        Assert.Equal((200, "Other name", "active"), (changed.Status, changed.Field("name"), changed.Field("status")));
        Assert.Equal("""{"points":3,"period":"request"}""", changed.Field("cap"));
        Assert.Equal("2125-12-31T23:00:00+00:00", changed.Field("endsAt"));

        var body = fixture.Earn(10) with { RuleId = changed.Field("ruleId")! };
        Assert.Equal(202, (await fixture.Partner.SendAsync(body)).Status);
        Assert.Equal("3", (await fixture.Partner.OutcomeAsync(body.RequestId)).Field("point"));
    }

    [Fact]
    public async Task What_requests_were_admitted_by_cannot_change_once_the_rule_has_been_active()
    {
        var program = await fixture.Setup.ProgramAsync();
        var created = await CreateAsync();
        var item = created.Header("Location")!;
        var other = created
            .Editable()
            .With("type", "redeem")
            .With("programId", program.ProgramId.Value)
            .With("trigger", "timer");
        var active = await owner.StepAsync(item, "activate");

        var answer = await owner.PutAsync(item, other, active.Header("ETag"));

        Assert.Equal(400, answer.Status);
        Assert.Equal(["programId not_allowed", "trigger not_allowed", "type not_allowed"], answer.Errors().Order());
        var draft = await CreateAsync();
        Assert.Equal(
            200,
            (await owner.PutAsync(draft.Header("Location")!, other.With("trigger", "api"), draft.Header("ETag"))).Status
        );
    }

    [Fact]
    public async Task A_rule_that_has_ended_is_not_activated()
    {
        var yesterday = fixture.Clock.GetUtcNow().AddDays(-1).ToString("O");
        var draft = await CreateAsync(body => body.With("endsAt", yesterday));

        var answer = await owner.StepAsync(draft.Header("Location")!, "activate");

        Assert.Equal(400, answer.Status);
        Assert.Equal(["endsAt range"], answer.Errors());
    }

    [Fact]
    public async Task Programs_and_clients_of_nobody_and_of_others_are_refused_alike()
    {
        var stranger = await fixture.Setup.ClientAsync(client => client with { OrgId = TextId.From<OrgId>("other") });

        var answer = await owner.PostAsync(
            Rules,
            Bodies
                .Rule(stranger.ClientId.Value)
                .With("programId", "nowhere")
                .With("clientIds", new JsonArray(stranger.ClientId.Value, "nobody", fixture.Partner.ClientId))
                .With("name", "")
        );

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            ["name length", "programId not_allowed", "clientIds[0] not_allowed", "clientIds[1] not_allowed"],
            answer.Errors()
        );
    }

    [Fact]
    public async Task A_duplicate_is_a_draft_of_its_own()
    {
        var cap = new JsonObject { ["points"] = 3, ["period"] = "week" };
        var created = await CreateAsync(body => body.With("cap", cap).With("name", new string('n', 200)));
        var item = created.Header("Location")!;
        var active = await owner.StepAsync(item, "activate");

        var copy = await owner.PostAsync($"{item}/duplicate", ifMatch: active.Header("ETag"), key: Names.Next("key"));

        Assert.Equal((201, "draft"), (copy.Status, copy.Field("status")));
        Assert.NotEqual(created.Field("ruleId"), copy.Field("ruleId"));
        Assert.Equal($"Copy of {new string('n', 192)}", copy.Field("name"));
        Assert.Equal(created.Field("cap"), copy.Field("cap"));
        Assert.Equal(200, (await owner.GetAsync(copy.Header("Location")!)).Status);
        Assert.Equal("active", (await owner.GetAsync(item)).Field("status"));
    }

    [Fact]
    public async Task A_name_that_is_cut_is_cut_between_characters()
    {
        var created = await CreateAsync(body => body.With("name", "n" + string.Concat(Enumerable.Repeat("🎁", 99))));

        var copy = await owner.PostAsync($"{created.Header("Location")}/duplicate", ifMatch: created.Header("ETag"));

        Assert.Equal("Copy of n" + string.Concat(Enumerable.Repeat("🎁", 95)), copy.Field("name"));
    }

    [Fact]
    public async Task A_list_is_read_in_pages_and_filtered()
    {
        var client = await fixture.Setup.ClientAsync();
        var mine = new List<string>();
        for (var i = 0; i < 5; i++)
            mine.Add(
                (await CreateAsync(body => body.With("clientIds", new JsonArray(client.ClientId.Value)))).Field(
                    "ruleId"
                )!
            );
        await owner.StepAsync($"{Rules}/{mine[2]}", "activate");

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await owner.GetAsync(
                $"{Rules}?limit=2&clientId={client.ClientId}"
                    + (cursor == "" ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")
            );
            Assert.True(page.Items().Count() <= 2);
            seen.AddRange(page.Items().Select(item => item.GetProperty("ruleId").GetString()!));
            cursor = page.Json.GetProperty("nextCursor").GetString();
        }

        Assert.Equal(mine.Order(StringComparer.Ordinal), seen);
        var active = await owner.GetAsync(
            $"{Rules}?limit=200&status=active&programId=points&clientId={client.ClientId}"
        );
        var row = Assert.Single(active.Items());
        Assert.Equal(mine[2], row.GetProperty("ruleId").GetString());
        // A row can be changed without another read.
        var etag = row.GetProperty("etag").GetString();
        Assert.Equal(200, (await owner.PostAsync($"{Rules}/{mine[2]}/deactivate", ifMatch: etag)).Status);
        var bad = await owner.GetAsync($"{Rules}?status=on&programId=a%20b&clientId=&limit=0&cursor=");
        Assert.Equal(
            ["clientId format", "cursor format", "limit range", "programId format", "status format"],
            bad.Errors().Order()
        );
    }

    [Theory]
    [InlineData(RuleType.Redeem, 500, "failed", "Insufficient Balance", null)]
    [InlineData(RuleType.Redeem, 40, "success", null, "40")]
    [InlineData(RuleType.Earn, 40, "success", null, "40")]
    public async Task A_simulation_says_what_the_callback_would(
        RuleType type,
        long amount,
        string status,
        string? message,
        string? point
    )
    {
        var member = (await fixture.Setup.MemberAsync(points: 100)).MemberId.Value;
        var rule = await CreateAsync(body => body.With("type", Loyalty.Json.Words.Of(type)));
        var before = (await owner.GetAsync(rule.Header("Location")!)).Header("ETag");

        var answer = await SimulateAsync(rule, member, amount);

        Assert.Equal((200, status), (answer.Status, answer.Field("status")));
        Assert.Equal((message ?? "null", point ?? "null"), (answer.Field("errorMessage"), answer.Field("point")));
        Assert.Equal(
            [
                "status",
                "point",
                "errorMessage",
                "balance",
                "balanceAfter",
                "expirationDate",
                "capRemaining",
                "budgetRemaining",
                "note",
            ],
            answer.Json.EnumerateObject().Select(property => property.Name)
        );
        var moved =
            status == "failed" ? 0
            : type == RuleType.Earn ? amount
            : -amount;
        Assert.Equal(("100", $"{100 + moved}"), (answer.Field("balance"), answer.Field("balanceAfter")));
        Assert.Equal(type == RuleType.Earn, answer.Field("expirationDate") != "null");
        Assert.Equal("100", (await fixture.BalanceAsync(member)).Field("balance"));
        Assert.Equal(before, (await owner.GetAsync(rule.Header("Location")!)).Header("ETag"));
    }

    [Fact]
    public async Task A_simulation_takes_dates_and_members_as_they_are()
    {
        var member = (await fixture.Setup.MemberAsync()).MemberId.Value;
        var blocked = (await fixture.Setup.MemberAsync(status: MemberStatus.Blocked)).MemberId.Value;
        var tomorrow = fixture.Clock.GetUtcNow().AddDays(1).ToString("O");
        var later = await CreateAsync(body => body.With("startsAt", tomorrow));
        var now = await CreateAsync();
        var inactive = await CreateAsync();
        await owner.StepAsync(inactive.Header("Location")!, "activate");
        await owner.StepAsync(inactive.Header("Location")!, "deactivate");

        Assert.Equal("Rule Outside Its Dates", (await SimulateAsync(later, member, 1)).Field("errorMessage"));
        Assert.Equal("Member Blocked", (await SimulateAsync(now, blocked, 1)).Field("errorMessage"));
        Assert.Equal("Member Unknown", (await SimulateAsync(now, Names.Next("nobody"), 1)).Field("errorMessage"));
        Assert.Equal("Rule Not Active", (await SimulateAsync(inactive, member, 1)).Field("errorMessage"));
        var bad = await owner.PostAsync($"{now.Header("Location")}/simulate", new JsonObject { ["amount"] = 0 });
        Assert.Equal(["userId required", "amount range"], bad.Errors());
    }

    [Fact]
    public async Task A_budget_that_was_used_shows_in_the_rule_and_in_simulations()
    {
        var rule = await CreateAsync(body => body.With("budget", 25));
        await owner.StepAsync(rule.Header("Location")!, "activate");
        var body = fixture.Earn(20) with { RuleId = rule.Field("ruleId")! };
        await fixture.Partner.SendAsync(body);
        await fixture.Partner.OutcomeAsync(body.RequestId);
        await fixture.QuietAsync();

        Assert.Equal("20", (await owner.GetAsync(rule.Header("Location")!)).Field("budgetUsed"));
        var answer = await SimulateAsync(rule, body.UserId, 20);
        Assert.Equal(("5", "0"), (answer.Field("point"), answer.Field("budgetRemaining")));
    }

    private Task<Answer> SimulateAsync(Answer rule, string member, long amount) =>
        owner.PostAsync(
            $"{rule.Header("Location")}/simulate",
            new JsonObject { ["userId"] = member, ["amount"] = amount }
        );

    private async Task<Answer> CreateAsync(Func<JsonObject, JsonObject>? change = null)
    {
        var body = Bodies.Rule(fixture.Partner.ClientId);
        var created = await owner.PostAsync(Rules, change is null ? body : change(body));
        Assert.Equal(201, created.Status);
        return created;
    }
}

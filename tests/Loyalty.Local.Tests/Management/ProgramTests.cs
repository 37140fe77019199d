using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.Management;

/// <summary><c>/manage/programs</c>.</summary>
public sealed class ProgramTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private const string Programs = "/manage/programs";
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task A_program_is_created_under_a_chosen_id_or_a_new_one()
    {
        var id = Names.Next("chosen");
        var chosen = await owner.PostAsync(Programs, Body().With("programId", id));
        var free = await owner.PostAsync(Programs, Body());

        Assert.Equal((201, id), (chosen.Status, chosen.Field("programId")));
        Assert.Equal($"{Programs}/{id}", chosen.Header("Location"));
        Assert.Equal(201, free.Status);
        Assert.StartsWith("program_", free.Field("programId"), StringComparison.Ordinal);
        Assert.Equal(
            [
                "programId",
                "name",
                "currency",
                "pointsPerUnit",
                "expiration",
                "expiryNotice",
                "autoEnrol",
                "timeZone",
                "redemption",
                "reversal",
                "remote",
                "isDefault",
                "createdAt",
            ],
            free.Json.EnumerateObject().Select(property => property.Name)
        );
        var again = await owner.PostAsync(Programs, Body().With("programId", id));
        Assert.Equal((409, "already_exists"), (again.Status, again.Code));
        Assert.Equal(["programId duplicate"], again.Errors());
        var reserved = await owner.PostAsync(Programs, Body().With("programId", "default"));
        Assert.Equal(["programId not_allowed"], reserved.Errors());
        var list = await owner.GetAsync($"{Programs}?limit=200");
        Assert.Contains(list.Items(), item => item.GetProperty("programId").GetString() == id);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("with a blank")]
    [InlineData("a/b")]
    [InlineData("größe")]
    public async Task An_id_that_could_not_stand_in_a_path_is_refused_with_what_can(string id)
    {
        var refused = await owner.PostAsync(Programs, Body().With("programId", id));

        Assert.Equal(["programId format"], refused.Errors());
        Assert.Contains("letters, digits", refused.Text);
    }

    [Fact]
    public async Task A_new_life_counts_for_later_awards_only()
    {
        var program = await owner.PostAsync(
            Programs,
            Body().With("autoEnrol", true).With("expiration", new JsonObject { ["days"] = 10 })
        );
        var programId = program.Field("programId")!;
        var rule = await owner.PostAsync(
            "/manage/rules",
            Bodies.Rule(fixture.Partner.ClientId).With("programId", programId)
        );
        Assert.Equal(200, (await owner.StepAsync(rule.Header("Location")!, "activate")).Status);
        var member = Names.Next("member");
        await EarnAsync(5);

        var changed = await owner.PutAsync(
            program.Header("Location")!,
            program.Editable().With("expiration", new JsonObject { ["months"] = 2 }),
            program.Header("ETag")
        );
        await EarnAsync(7);

        Assert.Equal((200, """{"days":null,"months":2}"""), (changed.Status, changed.Field("expiration")));
        var today = DateOnly.FromDateTime(fixture.Clock.GetUtcNow().UtcDateTime);
        var balance = await fixture.BalanceAsync(member, programId);
        Assert.Equal(
            [(today.AddDays(10).ToString("yyyy-MM-dd"), 5), (today.AddMonths(2).ToString("yyyy-MM-dd"), 7)],
            balance
                .Json.GetProperty("expiring")
                .EnumerateArray()
                .Select(item =>
                    (item.GetProperty("expirationDate").GetString()!, item.GetProperty("points").GetInt32())
                )
        );

        async Task EarnAsync(long amount)
        {
            var body = new PointsBody(member, rule.Field("ruleId")!, amount, Names.Next("request"));
            Assert.Equal(202, (await fixture.Partner.SendAsync(body)).Status);
            await fixture.Partner.OutcomeAsync(body.RequestId);
        }
    }

    [Fact]
    public async Task Another_program_can_be_the_default_one_at_once()
    {
        var program = await owner.PostAsync(Programs, Body());
        var item = program.Header("Location")!;
        var member = await fixture.Setup.MemberAsync();
        Assert.Equal("false", program.Field("isDefault"));

        var made = await owner.PostAsync($"{item}/make-default", ifMatch: program.Header("ETag"));
        try
        {
            Assert.Equal((200, "true"), (made.Status, made.Field("isDefault")));
            Assert.Equal("true", (await owner.GetAsync(item)).Field("isDefault"));
            Assert.Equal("false", (await owner.GetAsync($"{Programs}/points")).Field("isDefault"));
            var balance = await fixture.BalanceAsync(member.MemberId.Value);
            Assert.Equal(program.Field("programId"), balance.Field("programId"));
        }
        finally
        {
            Assert.Equal(200, (await owner.StepAsync($"{Programs}/points", "make-default")).Status);
        }
    }

    [Fact]
    public async Task All_bad_fields_are_named_at_once()
    {
        var answer = await owner.PostAsync(
            Programs,
            new JsonObject
            {
                ["programId"] = "a b",
                ["currency"] = "€",
                ["pointsPerUnit"] = "1",
                ["expiration"] = new JsonObject { ["days"] = 1, ["months"] = 1 },
                ["timeZone"] = "Nowhere/Land",
                ["redemption"] = new JsonObject { ["codeMinutes"] = 0, ["validation"] = "sms" },
                ["reversal"] = 5,
            }
        );

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            [
                "currency format",
                "expiration.months not_allowed",
                "name required",
                "pointsPerUnit type",
                "programId format",
                "redemption.codeMinutes range",
                "redemption.validation format",
                "reversal type",
                "timeZone format",
            ],
            answer.Errors().Order(StringComparer.Ordinal)
        );
    }

    private static JsonObject Body() =>
        new()
        {
            ["name"] = "Stars",
            ["currency"] = "EUR",
            ["pointsPerUnit"] = 10,
            ["timeZone"] = "Europe/Berlin",
        };
}

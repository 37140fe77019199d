using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Management;

/// <summary>A program at a glance.</summary>
public sealed class OverviewTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    [Fact]
    public async Task Its_sums_are_those_of_the_transactions()
    {
        var scene = await LedgerScene.CreateAsync(
            fixture,
            program =>
                program with
                {
                    Expiration = new Expiration { Days = 60 },
                    PointsPerUnit = 8,
                    Currency = "EUR",
                }
        );
        var (ann, bob) = (await scene.MemberAsync(), await scene.MemberAsync());
        await scene.EarnAsync(ann, 100);
        await OverviewAsync(scene);
        fixture.Clock.Advance(TimeSpan.FromDays(40));
        await scene.EarnAsync(bob, 50);
        await scene.RedeemAsync(ann, 30);
        var spent = await scene.RedeemAsync(bob, 20);
        await scene.ReverseAsync(spent, """{"points":5,"reason":"x"}""");
        await scene.AdjustAsync(ann, -7);
        await FailAsync(scene, ann);

        var overview = await OverviewAsync(scene);

        var items = await scene.Manager.ListAsync($"/manage/transactions?programId={scene.Program.ProgramId}");
        var today = DateOnly.FromDateTime(fixture.Clock.GetUtcNow().UtcDateTime);
        var days = overview.GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(30, days.Count);
        Assert.Equal($"{today:yyyy-MM-dd}", days[^1].GetProperty("date").GetString());
        Assert.Equal(SumOf(items, "earn", "2026-12"), Number(days[^1], "earned"));
        Assert.Equal(51, Number(days[^1], "earned"));
        Assert.Equal(
            (50, -7, 5),
            (Number(days[^1], "redeemed"), Number(days[^1], "adjusted"), Number(days[^1], "reversed"))
        );
        Assert.Equal((6, 1), (Number(days[^1], "succeeded"), Number(days[^1], "failed")));
        var totals = overview.GetProperty("totals");
        Assert.Equal((151, 50, 0), (Number(totals, "earned"), Number(totals, "redeemed"), Number(totals, "expired")));
        var outstanding = overview.GetProperty("outstanding");
        var balances = (await scene.AccountAsync(ann)).Balance.Value + (await scene.AccountAsync(bob)).Balance.Value;
        Assert.Equal((balances, items.Sum(item => Number(item, "points"))), (Number(outstanding, "points"), balances));
        Assert.Equal(
            (decimal.Round(balances / 8m, 2), "EUR"),
            (outstanding.GetProperty("money").GetDecimal(), outstanding.GetProperty("currency").GetString())
        );
        // What is left of the first award goes in 20 days, the second in 60.
        var expiring = overview.GetProperty("expiring");
        Assert.Equal((63, balances), (Number(expiring, "within30Days"), Number(expiring, "within90Days")));
        Assert.Equal("""[{"code":"earning_limit_reached","count":1}]""", overview.GetProperty("failures").GetRawText());
    }

    [Fact]
    public async Task Expired_points_are_not_outstanding_also_before_they_are_swept()
    {
        var scene = await LedgerScene.CreateAsync(
            fixture,
            program => program with { Expiration = new Expiration { Days = 1 } }
        );
        var member = await scene.MemberAsync();
        await scene.EarnAsync(member, 100);
        Assert.Equal(100, Number((await OverviewAsync(scene)).GetProperty("outstanding"), "points"));

        fixture.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(0, Number((await OverviewAsync(scene)).GetProperty("outstanding"), "points"));
    }

    [Fact]
    public async Task It_has_every_member_and_names_the_default_program_by_itself()
    {
        var answer = await Manager.Of(fixture).GetAsync("/manage/overview?days=3");

        Assert.Equal((200, "points"), (answer.Status, answer.Field("programId")));
        Assert.Equal(
            [
                "programId",
                "currency",
                "asOf",
                "behind",
                "days",
                "totals",
                "outstanding",
                "expiring",
                "failures",
                "deliveries",
                "parked",
                "queues",
            ],
            answer.Json.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal(3, answer.Json.GetProperty("days").GetArrayLength());
        Assert.Equal(
            ["date", "earned", "redeemed", "expired", "adjusted", "reversed", "succeeded", "failed"],
            answer.Json.GetProperty("days")[0].EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal(
            ["callbacks", "points"],
            answer.Json.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task It_counts_an_organisations_parked_messages_however_many_others_have()
    {
        var before = await ParkedAsync();
        for (var i = 0; i <= Loyalty.Reports.Overview.MostCounted; i++)
            await ParkedRequests.ParkAsync(fixture, """{"orgId":"another"}""");
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await ParkedRequests.ParkAsync(fixture, $$"""{"orgId":"{{Setup.Org}}"}""");

        Assert.Equal(before + 1, await ParkedAsync());

        async Task<int> ParkedAsync() =>
            (await Manager.Of(fixture).GetAsync("/manage/overview")).Json.GetProperty("parked").GetInt32();
    }

    [Theory]
    [InlineData("days=0", 400)]
    [InlineData("days=x", 400)]
    [InlineData("programId=a%20b", 400)]
    [InlineData("programId=nobodys", 404)]
    public async Task A_bad_question_is_refused(string query, int status) =>
        Assert.Equal(status, (await Manager.Of(fixture).GetAsync($"/manage/overview?{query}")).Status);

    [Fact]
    public async Task The_timer_counts_for_who_looked_before()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();
        await OverviewAsync(scene);
        await scene.EarnAsync(member, 100);
        var key = Loyalty.Reports.ProgramTotals.KeyOf(Setup.Org, scene.Program.ProgramId);

        await fixture.MoveToAsync(
            fixture.Clock.GetUtcNow().AddMinutes(2),
            "the award is counted",
            async () =>
                (await fixture.Service<ICatalog>().FindAsync<Loyalty.Reports.ProgramTotals>(key, default))?.Value.Earned
                == new Loyalty.Points(100)
        );
    }

    private static async Task<JsonElement> OverviewAsync(LedgerScene scene)
    {
        for (var looks = 0; looks < 20; looks++)
        {
            var answer = await scene.Manager.GetAsync($"/manage/overview?programId={scene.Program.ProgramId}");
            Assert.True(answer.Status == 200, answer.ToString());
            if (answer.Field("behind") == "false")
                return answer.Json;
        }

        throw new InvalidOperationException("It never catches up.");
    }

    /// <summary>Has a request refused that was accepted: the rule's cap is used up by the one before.</summary>
    private static async Task FailAsync(LedgerScene scene, string member)
    {
        var rule = await scene.Fixture.Setup.RuleAsync(
            RuleType.Earn,
            scene.Client,
            rule =>
                rule with
                {
                    ProgramId = scene.Program.ProgramId,
                    Cap = new Cap { Points = new Loyalty.Points(1), Period = CapPeriod.Lifetime },
                }
        );
        var partner = scene.Fixture.Setup.PartnerOf(scene.Client);
        foreach (var outcome in new[] { "success", "failed" })
        {
            var request = Names.Next("request");
            await partner.SendAsync(new PointsBody(member, rule.RuleId.Value, 1, request));
            Assert.Equal(outcome, (await partner.OutcomeAsync(request)).Field("status"));
        }
    }

    private static long SumOf(IEnumerable<JsonElement> items, string kind, string month) =>
        items
            .Where(item => item.GetProperty("kind").GetString() == kind)
            .Where(item => item.GetProperty("at").GetString()!.StartsWith(month, StringComparison.Ordinal))
            .Sum(item => Number(item, "points"));

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}

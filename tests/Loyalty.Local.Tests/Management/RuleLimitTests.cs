using System.Text.Json.Nodes;
using Loyalty.Ledger;

namespace Loyalty.Local.Tests.Management;

/// <summary>Caps and budgets count all that their rule has moved, whenever they are set, changed, removed and set again; the
/// rule, a simulation, the member's page and the proof of the store agree.</summary>
public abstract class RuleLimitTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture)
        : RuleLimitTests(fixture),
            IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : RuleLimitTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task A_first_budget_counts_what_the_rule_has_moved_before()
    {
        var (item, member) = await CreateAsync();
        Assert.Equal("100", await EarnAsync(item, member, 100));

        var refused = await ChangeAsync(item, rule => rule.With("budget", 120));
        Assert.Equal((400, "budget not_allowed"), (refused.Status, Assert.Single(refused.Errors())));
        await StepAsync(item, "deactivate");
        var changed = await ChangeAsync(item, rule => rule.With("budget", 120));
        Assert.Equal(200, changed.Status);
        await ActivateAsync(item);

        Assert.Equal("100", await UsedAsync(item));
        Assert.Equal(("20", "0"), await SimulateAsync(item, member, 50, "budgetRemaining"));
        Assert.Equal("20", await EarnAsync(item, member, 50));
        Assert.Equal("Reaching Budget Limit", await EarnAsync(item, member, 1));
        Assert.Equal("120", await UsedAsync(item));
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task A_budget_that_is_removed_and_set_again_counts_what_was_moved_between()
    {
        var (item, member) = await CreateAsync(rule => rule.With("budget", 50));
        await EarnAsync(item, member, 30);

        Assert.Equal(200, (await ChangeAsync(item, rule => rule.With("budget", null))).Status);
        Assert.Equal("30", await EarnAsync(item, member, 30));
        Assert.Equal(200, (await ChangeAsync(item, rule => rule.With("budget", 70))).Status);

        Assert.Equal("60", await UsedAsync(item));
        Assert.Equal("10", await EarnAsync(item, member, 30));
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task What_is_reversed_is_given_back_to_a_budget_that_came_later()
    {
        var (item, member) = await CreateAsync();
        await EarnAsync(item, member, 40);
        await EarnAsync(item, member, 60);
        await ReverseAsync(member, 10);
        await StepAsync(item, "deactivate");
        await ReverseAsync(member, 5);
        await ChangeAsync(item, rule => rule.With("budget", 100));
        await ReverseAsync(member, 5);
        await ActivateAsync(item);
        await ReverseAsync(member, 10);

        Assert.Equal("70", await UsedAsync(item));
        Assert.Equal("30", await EarnAsync(item, member, 50));
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task A_cap_that_is_changed_counts_what_was_moved_before()
    {
        var (item, member) = await CreateAsync();
        await EarnAsync(item, member, 10);
        foreach (var (period, most, left) in new[] { ("lifetime", 15, 5), ("day", 12, 2), ("month", 11, 1) })
        {
            var cap = new JsonObject { ["points"] = most, ["period"] = period };
            Assert.Equal(200, (await ChangeAsync(item, rule => rule.With("cap", cap))).Status);
            Assert.Equal(($"{left}", "0"), await SimulateAsync(item, member, 50, "capRemaining"));
        }

        Assert.Equal("1", await EarnAsync(item, member, 50));
        var accounts = (await owner.GetAsync($"/manage/members/{member}")).Json.GetProperty("accounts");
        var used = Assert.Single(accounts[0].GetProperty("caps").EnumerateArray());
        Assert.Equal(("2026-11", 11), (used.GetProperty("period").GetString(), used.GetProperty("used").GetInt32()));
        Assert.Equal("Reaching Earning Limit", await EarnAsync(item, member, 1));
        await fixture.AssertProvenAsync();
    }

    private async Task<(string Item, string Member)> CreateAsync(Func<JsonObject, JsonObject>? change = null)
    {
        var body = Bodies.Rule(fixture.Partner.ClientId);
        var item = (await owner.PostAsync("/manage/rules", change is null ? body : change(body))).Header("Location")!;
        await StepAsync(item, "activate");
        return (item, (await fixture.Setup.MemberAsync()).MemberId.Value);
    }

    /// <summary>What was awarded, or why not.</summary>
    private async Task<string?> EarnAsync(string item, string member, long amount)
    {
        var request = fixture.Earn(amount) with { RuleId = item.Split('/')[^1], UserId = member };
        Assert.Equal(202, (await fixture.Partner.SendAsync(request)).Status);
        var outcome = await fixture.Partner.OutcomeAsync(request.RequestId);
        await fixture.QuietAsync();
        return outcome.Field("point") ?? outcome.Field("errorMessage");
    }

    /// <summary>Takes back points of the member's first award.</summary>
    private async Task ReverseAsync(string member, long points)
    {
        var first = (await owner.GetAsync($"/manage/transactions?userId={member}&kind=earn")).Items().Last();
        var path = $"/manage/transactions/{first.GetProperty("transactionId").GetString()}/reverse";
        var answer = await owner.PostAsync(path, new JsonObject { ["points"] = points, ["reason"] = "A test" });
        Assert.Equal(200, answer.Status);
    }

    private async Task<(string? Point, string? Left)> SimulateAsync(
        string item,
        string member,
        long amount,
        string left
    )
    {
        var body = new JsonObject { ["userId"] = member, ["amount"] = amount };
        var answer = await owner.PostAsync($"{item}/simulate", body);
        return (answer.Field("point"), answer.Field(left));
    }

    private async Task<string?> UsedAsync(string item) => (await owner.GetAsync(item)).Field("budgetUsed");

    private async Task<Answer> ChangeAsync(string item, Func<JsonObject, JsonObject> change)
    {
        var before = await owner.GetAsync(item);
        return await owner.PutAsync(item, change(before.Editable()), before.Header("ETag"));
    }

    private async Task StepAsync(string item, string step) =>
        Assert.Equal(200, (await owner.StepAsync(item, step)).Status);

    /// <summary>Activates a rule with its first budget: where other hosts may still decide as if it were active, not before
    /// they can no more.</summary>
    private async Task ActivateAsync(string item)
    {
        if (fixture.Service<ILedgerStore>().JournalLag is var lag && lag > TimeSpan.Zero)
        {
            var early = await owner.StepAsync(item, "activate");
            Assert.Equal(409, early.Status);
            Assert.Contains("Try again in", early.Text, StringComparison.Ordinal);
            fixture.Clock.Advance(lag + TimeSpan.FromSeconds(60));
        }

        await StepAsync(item, "activate");
    }
}

using Loyalty.Catalog;
using Loyalty.Tests.Budgets;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

/// <summary>A cap counts all that its rule moved for the member in the period, whenever it was set or changed.</summary>
public class CapChangeTests
{
    private static readonly Cap[] Caps =
    [
        Given.Cap(10, CapPeriod.Day),
        Given.Cap(10, CapPeriod.Week),
        Given.Cap(10, CapPeriod.Month),
        Given.Cap(10, CapPeriod.Year),
        Given.Cap(10, CapPeriod.Lifetime),
    ];

    private readonly BudgetScene scene = new(1);
    private Rule rule = Given.Rule(RuleType.Earn) with { CreatedAt = Given.Noon };
    private int requests;

    [Fact]
    public async Task A_cap_that_is_changed_is_not_renewed()
    {
        foreach (var before in Caps)
        foreach (var after in Caps)
        {
            rule = rule with { RuleId = TextId.From<RuleId>($"{before.Period}-{after.Period}"), Cap = before };
            Assert.Equal(10, await EarnAsync(12));
            rule = rule with { Cap = after };
            Assert.Equal(0, await EarnAsync(1));
            rule = rule with { Cap = before };
            Assert.Equal(0, await EarnAsync(1));
        }
    }

    [Fact]
    public async Task A_cap_counts_what_was_moved_before_it_was_set()
    {
        foreach (var cap in Caps)
        {
            rule = rule with { RuleId = TextId.From<RuleId>($"{cap.Period}"), Cap = null };
            await EarnAsync(4);
            await EarnAsync(3);
            rule = rule with { Cap = cap };
            Assert.Equal(3, await EarnAsync(12));
        }
    }

    [Fact]
    public async Task A_cap_counts_what_was_moved_while_there_was_none()
    {
        var daily = rule with { Cap = Given.Cap(10, CapPeriod.Day) };
        var free = rule;
        rule = daily;
        await EarnAsync(4);
        rule = free;
        await EarnAsync(5);
        rule = daily;
        Assert.Equal(1, await EarnAsync(12));
    }

    [Fact]
    public async Task What_was_accepted_before_a_change_counts_for_those_after_it()
    {
        var free = rule;
        rule = rule with { Cap = Given.Cap(10, CapPeriod.Month) };
        Assert.Equal(4, await EarnAsync(4));
        rule = free;
        Assert.Equal(5, await EarnAsync(5));
        rule = rule with { Cap = Given.Cap(10, CapPeriod.Month) };
        Assert.Equal(1, await EarnAsync(5));
    }

    [Fact]
    public async Task A_cap_counts_redemptions_as_it_does_awards()
    {
        await EarnAsync(100);
        rule = Given.Rule(RuleType.Redeem, id: "redeem");
        Assert.Equal(-7, await EarnAsync(7));
        rule = rule with { Cap = Given.Cap(10, CapPeriod.Year) };
        Assert.Equal(-3, await EarnAsync(7));
    }

    [Fact]
    public async Task Only_the_period_and_the_rule_count()
    {
        await EarnAsync(50);
        scene.Time.Advance(TimeSpan.FromDays(1));
        var own = rule;
        rule = Given.Rule(RuleType.Earn, id: "other");
        await EarnAsync(50);
        rule = own;
        await EarnAsync(3);
        rule = rule with { Cap = Given.Cap(10, CapPeriod.Day) };
        Assert.Equal(7, await EarnAsync(12));
    }

    [Fact]
    public async Task What_is_reversed_is_given_back_to_a_cap_that_came_later()
    {
        await EarnAsync(10);
        await BudgetScene.ApplyAsync(scene.Start(), Given.Reverse(scene.Ledger.History(Given.Key)[0], 2));
        rule = rule with { Cap = Given.Cap(15, CapPeriod.Lifetime) };
        Assert.Equal(7, await EarnAsync(12));
        await BudgetScene.ApplyAsync(scene.Start(), Given.Reverse(scene.Ledger.History(Given.Key)[0], 5, 2, "2"));
        Assert.Equal(5, await EarnAsync(12));
    }

    [Fact]
    public async Task What_another_host_moves_while_it_is_counted_counts()
    {
        await EarnAsync(4);
        var free = Given.Command(rule, 5, "theirs");
        rule = rule with { Cap = Given.Cap(10, CapPeriod.Day) };
        scene.Ledger.BeforeNextCommit = _ => BudgetScene.ApplyAsync(scene.Start(), free);
        Assert.Equal(1, await EarnAsync(12));
    }

    [Fact]
    public async Task Clocks_that_differ_renew_no_cap()
    {
        rule = rule with { Cap = Given.Cap(10, CapPeriod.Day) };
        scene.Time.AdjustTime(DateTimeOffset.Parse("2026-03-10T23:59:58Z"));
        Assert.Equal(10, await EarnAsync(10));
        scene.Time.AdjustTime(DateTimeOffset.Parse("2026-03-11T00:00:01Z"));
        Assert.Equal(6, await EarnAsync(6));
        scene.Time.AdjustTime(DateTimeOffset.Parse("2026-03-10T23:59:59Z"));
        Assert.Equal(0, await EarnAsync(10));
        scene.Time.AdjustTime(DateTimeOffset.Parse("2026-03-11T00:00:02Z"));
        Assert.Equal(4, await EarnAsync(10));
    }

    [Fact]
    public async Task An_entry_counts_on_its_day_also_after_the_programs_time_zone_was_changed()
    {
        var program = Given.Program();
        scene.Time.AdjustTime(DateTimeOffset.Parse("2026-03-10T20:00:00Z"));
        await EarnAsync(6, program);
        rule = rule with { Cap = Given.Cap(10, CapPeriod.Day) };
        Assert.Equal(10, await EarnAsync(12, program with { TimeZone = "Asia/Bangkok" }));
    }

    [Fact]
    public async Task A_refused_request_leaves_the_account_as_it_was_although_it_was_counted()
    {
        await EarnAsync(10);
        var before = scene.Ledger.Bytes(Given.Key);
        rule = rule with { Cap = Given.Cap(10, CapPeriod.Day) };
        await EarnAsync(1);
        Assert.Equal(before, scene.Ledger.Bytes(Given.Key));
    }

    private async Task<long> EarnAsync(long points, PointProgram? program = null)
    {
        var command = Given.Command(rule, points, $"r{requests++}");
        var entries = await scene
            .Start()
            .ApplyAsync(Given.Key, program ?? Given.Program(), [command], CancellationToken.None);
        return entries[command.Id].Points.Value;
    }
}

using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Budgets;

public class BudgetTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task At_the_edge_of_a_budget_the_award_is_partial_and_past_it_refused()
    {
        var scene = new BudgetScene(100);
        var process = scene.Start();

        var first = await BudgetScene.ApplyAsync(process, scene.Earn(60, "a"), "ann");
        var edge = await BudgetScene.ApplyAsync(process, scene.Earn(60, "b"), "bob");
        var past = await BudgetScene.ApplyAsync(process, scene.Earn(1, "c"), "cid");

        Assert.Equal((60, 40, 0), (first.Points.Value, edge.Points.Value, past.Points.Value));
        Assert.Equal(Refusal.BudgetLimitReached, past.Code);
        Assert.Equal((100, 0), await scene.UseAsync());
        Assert.Empty(scene.Budgets.Open);
    }

    [Fact]
    public async Task A_redemption_spends_a_budget_as_an_award_does()
    {
        var scene = new BudgetScene(50);
        var process = scene.Start();
        await BudgetScene.ApplyAsync(process, Given.Command(Given.Rule(RuleType.Earn, id: "free"), 500, "earned"));
        scene.Rule = scene.Rule with { Type = RuleType.Redeem };

        var edge = await BudgetScene.ApplyAsync(process, scene.Earn(70, "a"));
        var past = await BudgetScene.ApplyAsync(process, scene.Earn(70, "b"));
        var poor = await BudgetScene.ApplyAsync(process, scene.Earn(700, "c"));

        Assert.Equal((-50, Refusal.BudgetLimitReached), (edge.Points.Value, past.Code));
        Assert.Equal(Refusal.InsufficientBalance, poor.Code);
        Assert.Equal((50, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task Commands_of_one_account_share_the_budget_in_their_order()
    {
        var scene = new BudgetScene(100, Given.Cap(80, CapPeriod.Request));
        var commands = new[] { scene.Earn(90, "a"), scene.Earn(90, "b"), scene.Earn(90, "c") };

        var entries = await scene.Start().ApplyAsync(Given.Key, Given.Program(), commands, None);

        Assert.Equal([80, 20, 0], commands.Select(command => entries[command.Id].Points.Value));
        Assert.Equal((100, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task What_the_cap_takes_off_is_not_counted()
    {
        var scene = new BudgetScene(100, Given.Cap(30, CapPeriod.Lifetime));
        var process = scene.Start();

        await BudgetScene.ApplyAsync(process, scene.Earn(90, "a"));
        var refused = await BudgetScene.ApplyAsync(process, scene.Earn(90, "b"));

        Assert.Equal(Refusal.EarningLimitReached, refused.Code);
        Assert.Equal((30, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task Without_a_budget_nothing_is_counted_and_no_budget_is_asked()
    {
        var scene = new BudgetScene(100);
        scene.Rule = scene.Rule with { Budget = null };
        var process = scene.Start();
        var free = await BudgetScene.ApplyAsync(process, scene.Earn(90, "a"));
        Assert.Equal((0, 0), (scene.Budgets.Reads, scene.Budgets.Commits));

        scene.Rule = scene.Rule with { Budget = new Points(100) };
        await BudgetScene.ApplyAsync(process, scene.Earn(70, "b"));
        // What was moved before there was a budget gives nothing back to it either.
        await BudgetScene.ApplyAsync(process, BudgetScene.Reverse(free, 90));

        Assert.Equal((70, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task A_budget_lowered_below_its_use_has_nothing_left_and_a_raised_one_the_difference()
    {
        var scene = new BudgetScene(100);
        var process = scene.Start();
        await BudgetScene.ApplyAsync(process, scene.Earn(80, "a"));

        scene.Rule = scene.Rule with { Budget = new Points(50) };
        var lowered = await BudgetScene.ApplyAsync(process, scene.Earn(10, "b"));
        var remaining = (await scene.Desk().UsedAsync(scene.Rule.OrgId, scene.Rule.RuleId, None)).RemainingOf(new(50));
        scene.Rule = scene.Rule with { Budget = new Points(90) };
        var raised = await BudgetScene.ApplyAsync(process, scene.Earn(30, "c"));

        Assert.Equal((Refusal.BudgetLimitReached, 0), (lowered.Code, remaining.Value));
        Assert.Equal(10, raised.Points.Value);
    }

    [Fact]
    public async Task An_entry_has_the_time_of_its_commit_however_long_its_budget_stalled()
    {
        var scene = new BudgetScene(100);
        scene.Budgets.BeforeCommit = write =>
        {
            if (write.Opened.Length > 0)
                scene.Time.Advance(TimeSpan.FromMinutes(10));
            return Task.CompletedTask;
        };

        var award = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a"));

        Assert.Equal(Given.Noon.AddMinutes(10), award.At);
    }

    [Fact]
    public async Task A_day_that_ends_while_the_budget_stalls_renews_the_cap()
    {
        var scene = new BudgetScene(100, Given.Cap(30, CapPeriod.Day));
        await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(25, "a"));
        var stalls = 1;
        scene.Budgets.BeforeCommit = write =>
        {
            if (write.Opened.Length > 0 && stalls-- > 0)
                scene.Time.Advance(TimeSpan.FromHours(13));
            return Task.CompletedTask;
        };

        var award = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(20, "b"));

        Assert.Equal((20, "2026-03-11"), (award.Points.Value, award.CountsOn));
        Assert.Equal((45, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task What_was_held_up_after_its_decision_is_decided_again()
    {
        var scene = new BudgetScene(100);
        scene.Rule = scene.Rule with { Budget = null };
        // The clock is read when the account is loaded, when it is decided, and before the commit.
        var clock = new HeldUpClock(scene.Time, readings: 2, TimeSpan.FromMinutes(1));

        var award = await BudgetScene.ApplyAsync(scene.Start(time: clock), scene.Earn(60, "a"));

        Assert.Equal((Given.Noon.AddMinutes(1), 1), (award.At, scene.Ledger.Commits));
    }

    /// <summary>Jumps ahead after so many readings.</summary>
    private sealed class HeldUpClock(TimeProvider clock, int readings, TimeSpan jump) : TimeProvider
    {
        private int read;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + (read++ < readings ? TimeSpan.Zero : jump);
    }

    [Fact]
    public async Task A_reversal_gives_its_points_back_once_however_often_it_is_applied()
    {
        var scene = new BudgetScene(100);
        var award = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(100, "a"));

        for (var delivery = 0; delivery < 3; delivery++)
            await BudgetScene.ApplyAsync(scene.Start(), BudgetScene.Reverse(award, 30));

        Assert.Equal((70, 0), await scene.UseAsync());
        Assert.Equal(30, (await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(50, "b"))).Points.Value);
    }

    [Fact]
    public async Task A_message_that_comes_again_after_everything_is_settled_is_counted_once()
    {
        var scene = new BudgetScene(100);
        for (var delivery = 0; delivery < 3; delivery++)
            await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(40, "a"));

        Assert.Equal((40, 0), await scene.UseAsync());
        Assert.Empty(scene.Budgets.Open);
    }

    [Theory]
    [InlineData("before the reservation")]
    [InlineData("after the reservation")]
    [InlineData("before the entry")]
    [InlineData("after the entry")]
    [InlineData("before the settlement")]
    [InlineData("after the settlement")]
    public async Task A_process_may_die_at_any_point_and_its_successor_goes_on(string point)
    {
        var scene = new BudgetScene(100);
        Die(scene, point);
        await Assert.ThrowsAsync<IOException>(() => BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a")));
        (scene.Budgets.BeforeCommit, scene.Budgets.AfterCommit) = (null, null);

        var entry = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a"));
        // With all of its points set aside already, nobody else could take them, and it needs no more.
        var other = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "b"), "bob");

        Assert.Equal((60, 40), (entry.Points.Value, other.Points.Value));
        Assert.Equal((100, 0), await scene.UseAsync());
        Assert.Empty(scene.Budgets.Open);
    }

    [Fact]
    public async Task A_redelivered_message_finds_its_points_although_the_budget_has_none_left()
    {
        var scene = new BudgetScene(60);
        Die(scene, "before the entry");
        await Assert.ThrowsAsync<IOException>(() => BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a")));
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        var other = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "b"), "bob");

        var entry = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a"));

        Assert.Equal((60, Refusal.BudgetLimitReached), (entry.Points.Value, other.Code));
        Assert.Equal((60, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task What_a_message_needs_less_when_it_comes_again_is_given_back()
    {
        var scene = new BudgetScene(100);
        Die(scene, "before the entry");
        await Assert.ThrowsAsync<IOException>(() => BudgetScene.ApplyAsync(scene.Start(), scene.Earn(90, "a")));
        scene.Rule = scene.Rule with { Status = RuleStatus.Inactive };

        var refused = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(90, "a"));

        Assert.Equal(Refusal.RuleNotActive, refused.Code);
        Assert.Equal((0, 0), await scene.UseAsync());
    }

    /// <summary>Makes the next message fail at a point.</summary>
    private static void Die(BudgetScene scene, string point)
    {
        var isEntry = point.EndsWith("entry", StringComparison.Ordinal);
        if (point == "before the entry")
            scene.Ledger.BeforeNextCommit = _ => throw new IOException(point);
        if (point == "after the entry")
            scene.Ledger.AfterNextCommit = new IOException(point);
        if (isEntry)
            return;
        Func<BudgetWrite, bool> isIt = point.EndsWith("reservation", StringComparison.Ordinal)
            ? write => write.Opened.Length > 0
            : write => write.Closed.Length > 0;
        if (point.StartsWith("before", StringComparison.Ordinal))
            scene.Budgets.BeforeCommit = write => isIt(write) ? throw new IOException(point) : Task.CompletedTask;
        else
            scene.Budgets.AfterCommit = write =>
            {
                if (isIt(write))
                    throw new IOException(point);
            };
    }
}

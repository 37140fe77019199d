using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Reports;
using Loyalty.Tests.Reports;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Budgets;

public class FirstBudgetTests
{
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(2);
    private readonly BudgetScene scene = new(100);
    private readonly OpenDecisions decisions;
    private readonly FirstBudgets budgets;
    private Rule free;

    public FirstBudgetTests()
    {
        free = scene.Rule with { Budget = null };
        scene.Rule = free;
        decisions = new OpenDecisions(scene.Time);
        budgets = new FirstBudgets(
            CountedWorld.KeeperOf(
                new InMemoryCatalog(),
                scene.Ledger,
                scene.Time,
                new OverviewOptions { MaxEntries = 1 }
            ),
            scene.Desk(),
            decisions,
            scene.Ledger,
            Options.Create(new CatalogOptions()),
            Options.Create(new LedgerOptions()),
            scene.Time
        );
    }

    [Fact]
    public async Task It_counts_awards_and_reversals_of_the_rule_over_all_members()
    {
        var award = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a"), "ann");
        await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(30, "b"), "bob");
        await BudgetScene.ApplyAsync(scene.Start(), BudgetScene.Reverse(award, 15), "ann");
        scene.Rule = Given.Rule(RuleType.Earn, id: "other");
        await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(500, "c"), "bob");
        scene.Rule = free;

        Assert.Null(await CountAsync());

        Assert.Equal((75, 0), await scene.UseAsync());
        scene.Rule = free with { Budget = new Points(100), IsCounted = true };
        Assert.Equal(25, (await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(50, "d"))).Points.Value);
        Assert.Equal((100, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task What_is_counted_twice_is_counted_once()
    {
        await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a"));
        Assert.Null(await CountAsync());
        Assert.Null(await CountAsync());
        Assert.Equal((60, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task A_reversal_while_the_rule_is_not_active_gives_back_whether_it_is_counted_yet_or_not()
    {
        var award = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a"));
        var inactive = free with { Status = RuleStatus.Inactive };
        await BudgetScene.ApplyAsync(scene.Start(), BudgetScene.Reverse(award, 10, "1") with { Rule = inactive });
        await CountAsync();
        await BudgetScene.ApplyAsync(
            scene.Start(),
            BudgetScene.Reverse(award, 20, "2") with
            {
                Rule = inactive,
                AlreadyReversed = new Points(10),
            }
        );
        Assert.Equal((30, 0), await scene.UseAsync());
        await CountAsync();
        Assert.Equal((30, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task What_was_accepted_without_a_budget_is_not_limited_by_it_but_counts()
    {
        scene.Rule = free with { IsCounted = true };
        Assert.Equal(500, (await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(500, "a"))).Points.Value);
        Assert.Equal((500, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task Versions_with_other_limits_are_held_to_their_own_in_one_batch()
    {
        scene.Rule = free with { IsCounted = true, Budget = new Points(70) };
        var limited = scene.Earn(100, "a");
        scene.Rule = free with { IsCounted = true, Version = 2 };
        var unlimited = scene.Earn(100, "b");

        var entries = await scene.Start().ApplyAsync(Given.Key, Given.Program(), [limited, unlimited], default);

        Assert.Equal((70, 100), (entries[limited.Id].Points.Value, entries[unlimited.Id].Points.Value));
        Assert.Equal((170, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task It_waits_for_decisions_that_began_before()
    {
        Task<TimeSpan?>? count = null;
        using (decisions.Begin())
        {
            scene.Ledger.BeforeNextCommit = _ =>
            {
                count = CountAsync();
                Assert.False(count.IsCompleted);
                return Task.CompletedTask;
            };
            await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a"));
        }

        Assert.Null(await count!);
        Assert.Equal((60, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task Where_other_hosts_write_it_is_not_certain_before_they_know()
    {
        scene.Ledger.JournalLag = Lag;
        await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(60, "a"));
        free = free with { Status = RuleStatus.Inactive, StatusSince = scene.Time.GetUtcNow() };
        // As old as the rule may be in another host's cache, and as long as its decision may take.
        var latest = new CatalogOptions().CacheFor + new LedgerOptions().CommitWithin + Lag;

        Assert.Equal(latest, await CountAsync());
        scene.Time.Advance(latest - TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), await CountAsync());
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await CountAsync());
    }

    [Fact]
    public async Task A_decision_by_what_was_read_too_long_ago_is_not_committed()
    {
        var command = scene.Earn(60, "a") with { ReadAt = scene.Time.GetUtcNow() };
        scene.Time.Advance(new LedgerOptions().CommitWithin + TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<OutdatedDecisionException>(() => BudgetScene.ApplyAsync(scene.Start(), command));

        Assert.Empty(scene.Ledger.All);
    }

    [Fact]
    public async Task Who_waits_for_decisions_waits_for_all_that_began_before_and_no_other()
    {
        var first = decisions.Begin();
        var one = decisions.EndedAsync(default);
        var second = decisions.Begin();
        var two = decisions.EndedAsync(default);
        using var third = decisions.Begin();

        second.Dispose();
        Assert.False(one.IsCompleted || two.IsCompleted);
        first.Dispose();
        await one;
        await two;
        Assert.False(decisions.EndedAsync(default).IsCompleted);
    }

    private Task<TimeSpan?> CountAsync() => budgets.CountAsync(free, Given.Program(), CancellationToken.None);
}

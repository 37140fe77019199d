using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Management.Operations;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Budgets;

public class BudgetDeskTests
{
    private static readonly Points Limit = new(100);

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task What_waits_for_a_budget_goes_into_one_commit()
    {
        var scene = new BudgetScene(100);
        var desk = scene.Desk();
        var held = new TaskCompletionSource();
        scene.Budgets.BeforeCommit = _ => held.Task;

        var first = desk.ReserveAsync(scene.Key, Limit, [scene.Ask("first", 1)], None);
        var rest = Enumerable
            .Range(0, 90)
            .Select(n => desk.ReserveAsync(scene.Key, Limit, [scene.Ask($"r{n}", 1)], None))
            .ToList();
        held.SetResult();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(2, scene.Budgets.Commits);
        // The desk knows the budget from its own commit.
        Assert.Equal(1, scene.Budgets.Reads);
        Assert.Equal((0, 91), await scene.UseAsync());
    }

    [Fact]
    public async Task More_than_one_commit_carries_is_done_in_several()
    {
        var scene = new BudgetScene(1000);
        var desk = scene.Desk();

        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(n =>
                    desk.ReserveAsync(
                        scene.Key,
                        new Points(1000),
                        [.. Enumerable.Range(0, 7).Select(i => scene.Ask($"r{n}.{i}", 1))],
                        None
                    )
                )
        );

        Assert.Equal((0, 280), await scene.UseAsync());
    }

    [Fact]
    public async Task Nothing_is_final_while_others_could_still_give_back()
    {
        var scene = new BudgetScene(100);
        var (desk, elsewhere) = (scene.Desk(), scene.Desk());
        await elsewhere.ReserveAsync(scene.Key, Limit, [scene.Ask("theirs", 80)], None);

        Assert.Empty(await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 30)], None));
        Assert.Single(await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("small", 20)], None));
        var theirs = LedgerRules.Refuse(
            Account.Empty(Given.Key),
            scene.Earn(80, "theirs"),
            Refusal.MemberBlocked,
            Given.Noon
        );
        await elsewhere.SettleAsync(scene.Key, BudgetedCommands.Settlements([theirs.Entry]), None);
        var grants = await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 30)], None);

        Assert.Equal(30, Assert.Single(grants).Points.Value);
    }

    [Fact]
    public async Task What_nobody_gives_back_in_time_counts_as_spent()
    {
        var scene = new BudgetScene(100);
        await scene.Desk().ReserveAsync(scene.Key, Limit, [scene.Ask("dead", 80)], None);
        scene.Time.Advance(BudgetScene.Options.Patience);

        var desk = scene.Desk();
        var grants = await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 30), scene.Ask("next", 5)], None);

        // The next one is not refused either before ours, which could be given back, is settled.
        Assert.Equal(20, Assert.Single(grants).Points.Value);
    }

    [Fact]
    public async Task A_host_whose_clock_is_ahead_makes_nobody_wait_longer()
    {
        var scene = new BudgetScene(100);
        var ahead = new ManualTimeProvider(Given.Noon.AddHours(1));
        await scene.Desk(ahead).ReserveAsync(scene.Key, Limit, [scene.Ask("dead", 80)], None);

        var desk = scene.Desk();
        Assert.Empty(await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 30)], None));
        scene.Time.Advance(BudgetScene.Options.Patience - TimeSpan.FromTicks(1));
        Assert.Empty(await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 30)], None));
        scene.Time.Advance(TimeSpan.FromTicks(1));

        var grants = await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 30)], None);
        Assert.Equal(20, Assert.Single(grants).Points.Value);
    }

    [Fact]
    public async Task What_a_host_whose_clock_is_ahead_sets_aside_meanwhile_is_waited_for_as_well()
    {
        var scene = new BudgetScene(100);
        var ahead = new ManualTimeProvider(Given.Noon.AddHours(1));
        var (desk, theirs) = (scene.Desk(), scene.Desk(ahead));
        await theirs.ReserveAsync(scene.Key, Limit, [scene.Ask("one", 40)], None);
        Assert.Empty(await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 70)], None));
        scene.Time.Advance(BudgetScene.Options.Patience);
        ahead.Advance(BudgetScene.Options.Patience);
        await theirs.ReserveAsync(scene.Key, Limit, [scene.Ask("two", 40)], None);

        Assert.Empty(await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 70)], None));
        scene.Time.Advance(BudgetScene.Options.Patience);
        var grants = await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 70)], None);

        Assert.Equal(20, Assert.Single(grants).Points.Value);
    }

    [Fact]
    public async Task A_reservation_grows_when_more_is_needed_and_never_shrinks()
    {
        var scene = new BudgetScene(100);

        foreach (var (asked, granted) in new[] { (30, 30), (50, 50), (10, 50) })
        {
            var grants = await scene.Desk().ReserveAsync(scene.Key, Limit, [scene.Ask("r", asked)], None);
            Assert.Equal((granted, 1), (grants[0].Points.Value, grants[0].Ticket));
        }

        Assert.Equal((0, 50), await scene.UseAsync());
    }

    [Fact]
    public async Task A_budget_that_another_process_changed_is_read_again()
    {
        var scene = new BudgetScene(100);
        var desk = scene.Desk();
        await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("a", 60)], None);
        await scene.Desk().ReserveAsync(scene.Key, Limit, [scene.Ask("b", 30)], None);
        scene.Time.Advance(BudgetScene.Options.Patience);

        var grants = await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("c", 60)], None);

        Assert.Equal(10, Assert.Single(grants).Points.Value);
        Assert.Equal((0, 100), await scene.UseAsync());
    }

    [Fact]
    public async Task An_entry_left_behind_is_counted_by_the_timer_and_one_still_to_come_keeps_its_points()
    {
        var scene = new BudgetScene(100);
        scene.Budgets.BeforeCommit = write => write.Closed.Length > 0 ? throw new IOException() : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => BudgetScene.ApplyAsync(scene.Start(), scene.Earn(30, "posted")));
        scene.Ledger.BeforeNextCommit = _ => throw new IOException();
        await Assert.ThrowsAsync<IOException>(() => BudgetScene.ApplyAsync(scene.Start(), scene.Earn(20, "parked")));
        scene.Budgets.BeforeCommit = null;

        Assert.Equal(0, await scene.Return().RunAsync(None));
        scene.Time.Advance(BudgetScene.Options.ReturnAfter + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await scene.Return().RunAsync(None));

        Assert.Equal((30, 20), await scene.UseAsync());
    }

    [Fact]
    public async Task A_reversal_that_was_begun_and_never_posted_is_forgotten_in_time()
    {
        var scene = new BudgetScene(100);
        var award = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(30, "a"));
        scene.Ledger.BeforeNextCommit = _ => throw new IOException();
        var reversal = BudgetScene.Reverse(award, 30);
        await Assert.ThrowsAsync<IOException>(() => BudgetScene.ApplyAsync(scene.Start(), reversal));
        Assert.Single(scene.Budgets.Open);

        scene.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await scene.Return().RunAsync(None));
        scene.Time.Advance(BudgetScene.Options.ForgetReversalsAfter);
        Assert.Equal(1, await scene.Return().RunAsync(None));

        Assert.Empty(scene.Budgets.Open);
        Assert.Equal((30, 0), await scene.UseAsync());
    }

    [Fact]
    public async Task A_message_given_up_ends_as_refused_is_told_and_frees_its_points()
    {
        var scene = new BudgetScene(100);
        var message = MessageOf(scene, "a");
        scene.Ledger.BeforeNextCommit = _ => throw new IOException();
        await Assert.ThrowsAsync<IOException>(() => BudgetScene.ApplyAsync(scene.Start(), scene.Earn(90, "a")));
        var queue = new InMemoryMessageQueue();

        await Parked(scene, queue).GiveUpAsync(ParkedMessageOf(message), None);
        var late = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(90, "a"));

        Assert.Equal(Refusal.UnexpectedError, late.Code);
        Assert.Equal((0, 0), await scene.UseAsync());
        Assert.Contains("Unexpected Error", Assert.Single(queue.Sent).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_given_up_after_it_was_applied_keeps_its_outcome()
    {
        var scene = new BudgetScene(100);
        var applied = await BudgetScene.ApplyAsync(scene.Start(), scene.Earn(90, "a"));
        var queue = new InMemoryMessageQueue();

        await Parked(scene, queue).GiveUpAsync(ParkedMessageOf(MessageOf(scene, "a")), None);

        Assert.Equal(applied.Hash, Assert.Single(scene.Ledger.History(Given.Key)).Hash);
        Assert.Equal((90, 0), await scene.UseAsync());
        Assert.Contains("success", Assert.Single(queue.Sent).Body, StringComparison.Ordinal);
    }

    private static ParkedSettlement Parked(BudgetScene scene, InMemoryMessageQueue queue) =>
        new(
            new CachedCatalog(new InMemoryCatalog(), Options.Create(new CatalogOptions()), scene.Time),
            scene.Start(),
            queue,
            new InMemoryDeliveryLog()
        );

    private static ParkedMessage ParkedMessageOf(PointsMessage message) =>
        new()
        {
            ParkedId = "p",
            Queue = QueueNames.Points,
            Body = PointsMessage.ToSend(message).Body,
            Reason = "delivered too often",
            ParkedAt = Given.Noon,
        };

    private static PointsMessage MessageOf(BudgetScene scene, string request)
    {
        var command = scene.Earn(90, request);
        return new PointsMessage
        {
            TransactionId = command.Id,
            OrgId = Given.Org,
            MemberId = Given.MemberId,
            ProgramId = Given.ProgramId,
            RuleId = scene.Rule.RuleId,
            ClientId = Given.ClientId,
            RequestId = TextId.From<RequestId>(request),
            Amount = command.Amount,
            CallbackUrl = "https://shop.example/points",
            ContentHash = "content",
            AcceptedAt = Given.Noon,
        };
    }
}

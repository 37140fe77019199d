using Loyalty.Ledger.Rules;
using Loyalty.Tests.Budgets;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Holds;

public class HoldHandlerTests
{
    private readonly HoldScene scene = new(100);

    [Fact]
    public async Task A_hold_counts_against_the_budget_and_what_is_not_captured_does_not()
    {
        await scene.AwardAsync();
        var holds = scene.Start();
        var first = (await holds.PlaceAsync(scene.Request("a", 60), default)).Entry!;
        Assert.Equal((60, 0), await scene.Budget.UseAsync());
        var second = (await holds.PlaceAsync(scene.Request("b", 60), default)).Entry!;
        Assert.Equal((-40L, (100L, 0L)), (second.Points.Value, await scene.Budget.UseAsync()));

        await holds.CaptureAsync(first, new Points(20), Given.ClientId, default);
        Assert.Equal((60, 0), await scene.Budget.UseAsync());
        await holds.ReleaseAsync(second, Given.ClientId, default);
        Assert.Equal((20, 0), await scene.Budget.UseAsync());
        Assert.Equal(980, (await scene.AccountAsync()).Balance.Value);
    }

    [Fact]
    public async Task A_step_that_is_repeated_is_answered_as_before_and_done_once()
    {
        await scene.AwardAsync();
        var hold = (await scene.Start().PlaceAsync(scene.Request("a", 60), default)).Entry!;
        var again = await scene.Start().PlaceAsync(scene.Request("a", 60), default);
        Assert.Equal((true, hold.Hash), (again.Replayed, again.Entry!.Hash));
        var other = await scene.Start().PlaceAsync(scene.Request("a", 61), default);
        Assert.Equal(Refusal.RequestIdReused, other.Refusal);

        var end = (await scene.Start().CaptureAsync(hold, new Points(50), Given.ClientId, default)).Entry!;
        var repeated = await scene.Start().CaptureAsync(hold, new Points(50), Given.ClientId, default);
        Assert.Equal((true, end.Hash), (repeated.Replayed, repeated.Entry!.Hash));
        Assert.Equal(
            Refusal.HoldNotOpen,
            (await scene.Start().CaptureAsync(hold, null, Given.ClientId, default)).Refusal
        );
        Assert.Equal(Refusal.HoldNotOpen, (await scene.Start().ReleaseAsync(hold, Given.ClientId, default)).Refusal);
        Assert.Equal(3, scene.Budget.Ledger.All.Count);
    }

    [Fact]
    public async Task An_expired_hold_is_released_in_the_commit_of_whatever_comes_next()
    {
        await scene.AwardAsync(100);
        await scene.Start().PlaceAsync(scene.Request("a", 60), default);
        scene.Budget.Time.Advance(TimeSpan.FromHours(1));
        var commits = scene.Budget.Ledger.Commits;

        var next = await scene.Start().PlaceAsync(scene.Request("b", 100, isFree: true), default);

        Assert.Equal((-100L, commits + 1), (next.Entry!.Points.Value, scene.Budget.Ledger.Commits));
        Assert.Equal((0, 0), await scene.Budget.UseAsync());
    }

    [Fact]
    public async Task An_expired_hold_is_released_before_the_next_by_the_same_budget_which_can_have_its_points()
    {
        await scene.AwardAsync();
        var hold = (await scene.Start().PlaceAsync(scene.Request("a", 60), default)).Entry!;
        scene.Budget.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(
            Refusal.HoldNotOpen,
            (await scene.Start().CaptureAsync(hold, null, Given.ClientId, default)).Refusal
        );
        var next = (await scene.Start().PlaceAsync(scene.Request("b", 90), default)).Entry!;

        Assert.Equal(-90, next.Points.Value);
        Assert.Equal((90, 0), await scene.Budget.UseAsync());
        Assert.Equal([next.Id], (await scene.AccountAsync()).Held!.Value.Select(held => held.Id));
        var release = Assert.Single(scene.Budget.Ledger.All, entry => entry.Kind == EntryKind.Release);
        Assert.Equal((null, 60L), (release.ClientId, release.Points.Value));
    }

    [Fact]
    public async Task At_the_edge_of_the_budget_its_caller_waits_for_what_others_may_give_back()
    {
        await scene.AwardAsync();
        var granted = await scene
            .Budget.Desk()
            .ReserveAsync(scene.Budget.Key, new Points(100), [scene.Budget.Ask("other", 70)], default);
        Assert.Equal(70, Assert.Single(granted).Points.Value);

        var waiting = scene.Start().PlaceAsync(scene.Request("a", 60), default);
        Assert.False(waiting.IsCompleted);
        while (!waiting.IsCompleted)
        {
            // Only once it waits: moved on while it decides, the clock would make the decision too old to commit.
            if (scene.Budget.Time.Timers > 0)
                scene.Budget.Time.Advance(BudgetScene.Options.Patience);
            await Task.Yield();
        }

        Assert.Equal(-30, (await waiting).Entry!.Points.Value);
    }

    [Fact]
    public async Task What_was_set_aside_for_a_hold_that_was_never_placed_is_given_back_once_nobody_asks_for_it()
    {
        await scene.AwardAsync();
        await DieBeforeTheCommitAsync();
        Assert.Equal((0, 60), await scene.Budget.UseAsync());

        scene.Budget.Time.Advance(TimeSpan.FromMinutes(50));
        await DieBeforeTheCommitAsync();
        scene.Budget.Time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(0, await scene.Budget.Return().RunAsync(default));
        Assert.Equal((0, 60), await scene.Budget.UseAsync());

        scene.Budget.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await scene.Budget.Return().RunAsync(default));
        Assert.Equal((0, 0), await scene.Budget.UseAsync());
    }

    [Fact]
    public async Task A_reservation_that_was_asked_for_again_meanwhile_is_not_given_back()
    {
        await scene.AwardAsync();
        await DieBeforeTheCommitAsync();
        scene.Budget.Time.Advance(TimeSpan.FromHours(2));
        var seen = Assert.Single(
            (await scene.Budget.Budgets.OpenedBeforeAsync(DateTimeOffset.MaxValue, null, 10, default)).Items
        );
        // The caller comes again between the look and the giving back.
        scene.Budget.Ledger.BeforeNextCommit = _ => scene.Budget.Desk().ForgetAsync(seen, default);
        var placed = await scene.Start().PlaceAsync(scene.Request("a", 60), default);

        Assert.Equal(-60, placed.Entry!.Points.Value);
        Assert.Equal((60, 0), await scene.Budget.UseAsync());
    }

    [Fact]
    public async Task What_a_process_remembers_of_a_reservation_that_was_given_up_elsewhere_is_not_counted_on()
    {
        await scene.AwardAsync();
        await scene.Start().PlaceAsync(scene.Request("a", 60, minutes: 1), default);
        scene.Budget.Time.Advance(TimeSpan.FromMinutes(1));
        // What is refused sets the release on the way, and leaves it there.
        var accounts = scene.Budget.Start();
        var process = scene.Start(accounts);
        var refused = await process.PlaceAsync(scene.Request("b", 2000, isFree: true), default);
        Assert.Equal(Refusal.InsufficientBalance, refused.Refusal);
        scene.Budget.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(1, await scene.Budget.Return().RunAsync(default));

        Assert.True(await accounts.ExpireAsync(Given.Key, Given.Program(), default));
        Assert.Equal((0, 0), await scene.Budget.UseAsync());
    }

    private async Task DieBeforeTheCommitAsync()
    {
        scene.Budget.Ledger.BeforeNextCommit = _ => throw new IOException("Died.");
        await Assert.ThrowsAsync<IOException>(() => scene.Start().PlaceAsync(scene.Request("a", 60), default));
    }
}

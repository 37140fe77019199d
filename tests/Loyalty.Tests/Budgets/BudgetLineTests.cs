using Loyalty.Budgets;

namespace Loyalty.Tests.Budgets;

/// <summary>What a desk does where others write to the same budget, and where commits fail.</summary>
public class BudgetLineTests
{
    private static readonly Points Limit = new(1000);

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_budget_that_others_change_at_every_attempt_is_given_up_after_as_many_as_the_setting_says()
    {
        var scene = new BudgetScene(1000);
        var (desk, elsewhere) = (scene.Desk(), scene.Desk());
        var (theirs, theirTurn) = (0, false);
        scene.Budgets.BeforeCommit = async _ =>
        {
            if (theirTurn)
                return;
            theirTurn = true;
            await elsewhere.ReserveAsync(scene.Key, Limit, [scene.Ask($"theirs{theirs++}", 1)], None);
            theirTurn = false;
        };

        await Assert.ThrowsAsync<BudgetContentionException>(() =>
            desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 5)], None)
        );
        scene.Budgets.BeforeCommit = null;
        var later = await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 5)], None);

        Assert.Equal(BudgetScene.Options.MaxAttempts, theirs);
        Assert.Equal(5, Assert.Single(later).Points.Value);
        Assert.Equal((0, BudgetScene.Options.MaxAttempts + 5), await scene.UseAsync());
    }

    [Fact]
    public async Task The_last_attempt_counts()
    {
        var scene = new BudgetScene(1000);
        var (desk, elsewhere) = (scene.Desk(), scene.Desk());
        var (theirs, theirTurn) = (0, false);
        scene.Budgets.BeforeCommit = async _ =>
        {
            if (theirTurn || theirs == BudgetScene.Options.MaxAttempts - 1)
                return;
            theirTurn = true;
            await elsewhere.ReserveAsync(scene.Key, Limit, [scene.Ask($"theirs{theirs++}", 1)], None);
            theirTurn = false;
        };

        Assert.Single(await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("ours", 5)], None));
    }

    [Fact]
    public async Task After_a_commit_whose_answer_was_lost_the_same_points_are_found_and_not_set_aside_again()
    {
        var scene = new BudgetScene(1000);
        var desk = scene.Desk();
        await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("first", 10)], None);
        scene.Budgets.AfterCommit = _ => throw new IOException("Lost.");
        await Assert.ThrowsAsync<IOException>(() =>
            desk.ReserveAsync(scene.Key, Limit, [scene.Ask("second", 20)], None)
        );
        scene.Budgets.AfterCommit = null;

        var again = await desk.ReserveAsync(scene.Key, Limit, [scene.Ask("second", 20)], None);

        Assert.Equal(20, Assert.Single(again).Points.Value);
        Assert.Equal((0, 30), await scene.UseAsync());
    }
}

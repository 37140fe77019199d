using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>How messages are carried to their function, on a clock that moves.</summary>
public sealed class QueuePumpTests
{
    private static readonly TimeSpan Jump = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_function_that_throws_gets_its_message_again_later_and_later_until_it_is_parked()
    {
        await using var scene = new PumpScene(maxDeliveries: 4);
        scene.Work = (_, _) => throw new InvalidOperationException("as planned");
        await scene.StartSingleAsync();
        await scene.SendAsync("stubborn");

        foreach (var (i, seconds) in new[] { 1, 2, 4 }.Index())
        {
            await CallsAsync(scene, i + 1);
            var due = await GivenBackAsync(scene);
            // The clock may make its last jump between the call and its failure.
            var delay = TimeSpan.FromSeconds(seconds);
            Assert.InRange(due - scene.Calls.Last().At, delay, delay + Jump);
            await MoveOnAsync(scene, "the next call", () => scene.Calls.Count > i + 1);
            Assert.True(scene.Calls.Last().At >= due, "It came too early.");
        }

        await GivenBackAsync(scene);
        await Eventually.TrueAsync(
            "it is parked",
            async () =>
            {
                scene.Clock.Advance(TimeSpan.FromSeconds(1));
                return (await scene.Parking.PageAsync(null, 10, default)).Items.Count == 1;
            }
        );

        Assert.Equal(4, scene.Calls.Count);
        var parked = (await scene.Parking.PageAsync(null, 10, default)).Items.Single();
        Assert.Equal(("work-id-stubborn", "stubborn"), (parked.ParkedId, parked.Body));
        Assert.Equal(0, await scene.LeftAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_function_finds_the_messages_in_hand_that_it_was_called_with(bool isBatched)
    {
        await using var scene = new PumpScene();
        await scene.SendAsync("a", "b", "c");
        await (isBatched ? scene.StartBatchedAsync() : scene.StartSingleAsync());
        await CallsAsync(scene, isBatched ? 1 : 3);

        Assert.Equal(
            scene.Calls.Select(call => string.Join(' ', call.Messages)).Order(),
            scene.InHand.Select(messages => string.Join(' ', messages.Select(message => message.Body))).Order()
        );
    }

    [Fact]
    public async Task A_failed_batch_comes_again_whole_and_a_handled_one_never()
    {
        await using var scene = new PumpScene();
        await scene.SendAsync("a", "b", "c");
        var fail = true;
        scene.Work = (_, _) => fail ? throw new InvalidOperationException("once") : Task.CompletedTask;
        await scene.StartBatchedAsync();
        await CallsAsync(scene, 1);
        fail = false;
        await GivenBackAsync(scene);
        await MoveOnAsync(scene, "call 2", () => scene.Calls.Count == 2);
        await EmptyAsync(scene);
        await scene.SendAsync("d");
        await CallsAsync(scene, 3);
        await EmptyAsync(scene);

        Assert.Equal(["a,b,c", "a,b,c", "d"], scene.Calls.Select(call => string.Join(',', call.Messages.Order())));
    }

    [Fact]
    public async Task One_that_fails_does_not_hold_up_the_others()
    {
        await using var scene = new PumpScene();
        scene.Work = (messages, _) =>
            messages[0] == "bad" ? throw new InvalidOperationException("as planned") : Task.CompletedTask;
        await scene.StartSingleAsync();
        await scene.SendAsync("bad", "good", "better");

        await CallsAsync(scene, 3);
        await Eventually.TrueAsync("only the bad one is left", async () => await scene.LeftAsync() == 1);
    }

    [Fact]
    public async Task Stopping_waits_for_the_work_in_hand_and_takes_no_more()
    {
        await using var scene = new PumpScene();
        var finish = new TaskCompletionSource();
        scene.Work = (_, _) => finish.Task;
        var pump = await scene.StartSingleAsync();
        await scene.SendAsync("in hand");
        await CallsAsync(scene, 1);

        var stopping = pump.StopAsync(default);
        await scene.SendAsync("too late");
        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping;

        Assert.Single(scene.Calls);
        Assert.Equal(1, await scene.LeftAsync());
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_does_not_end_the_pump()
    {
        await using var scene = new PumpScene();
        var pump = (BackgroundService)await scene.StartSingleAsync();
        await scene.SendAsync("first");
        await CallsAsync(scene, 1);
        await EmptyAsync(scene);
        await scene.Queues.SendAsync(
            PumpScene.Queue,
            [new("later", "second", scene.Clock.GetUtcNow() + TimeSpan.FromSeconds(3))],
            default
        );
        Execute(scene, "ALTER TABLE messages RENAME TO away");
        // The pump looks, fails, and waits a second before it looks again.
        await MoveOnAsync(scene, "it has noticed", () => pump.ExecuteTask!.IsCompleted || !scene.Logs.Lines.IsEmpty);
        Execute(scene, "ALTER TABLE away RENAME TO messages");
        await MoveOnAsync(scene, "the second message arrives", () => scene.Calls.Count == 2);

        await EmptyAsync(scene);
    }

    private static void Execute(PumpScene scene, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={scene.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static Task CallsAsync(PumpScene scene, int count) =>
        Eventually.TrueAsync($"call {count}", () => scene.Calls.Count >= count);

    private static Task EmptyAsync(PumpScene scene) =>
        Eventually.TrueAsync("the queue is empty", async () => await scene.LeftAsync() == 0);

    /// <summary>Waits until the failed message lies in the queue again, and tells for when.</summary>
    private static async Task<DateTimeOffset> GivenBackAsync(PumpScene scene)
    {
        var due = await Eventually.GetAsync(
            "the message is given back",
            async () =>
            {
                await foreach (var message in scene.Audit.MessagesAsync())
                    if (message.Due > scene.Clock.GetUtcNow())
                        return (object)message.Due;
                return null;
            }
        );
        return (DateTimeOffset)due;
    }

    /// <summary>Moves the clock little by little: whoever looks at it just before one jump sleeps too long by that jump.</summary>
    private static Task MoveOnAsync(PumpScene scene, string until, Func<bool> look) =>
        Eventually.TrueAsync(
            until,
            () =>
            {
                if (look())
                    return true;
                scene.Clock.Advance(Jump);
                return false;
            }
        );
}

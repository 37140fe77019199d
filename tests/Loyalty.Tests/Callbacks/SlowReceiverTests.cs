using System.Net;
using Loyalty.Callbacks;

namespace Loyalty.Tests.Callbacks;

/// <summary>A receiver that takes its time holds up its own callbacks and nobody else's.</summary>
public sealed class SlowReceiverTests : IDisposable
{
    private readonly DeliveryScene scene = new(new CallbackOptions { MaxConnectionsPerHost = 2 });

    [Fact]
    public async Task Once_a_receiver_is_slow_further_callbacks_to_it_are_put_off_at_once_and_others_go_on()
    {
        var held = new[] { HandleAsync("slow", "1"), HandleAsync("slow", "2") };
        await scene.Receiver.NextAsync();
        await scene.Receiver.NextAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(1));

        for (var n = 3; n < 300; n++)
            await HandleAsync("slow", $"{n}");
        Assert.Equal((297, 0), (scene.Queue.Sent.Count, scene.Receiver.Waiting));
        Assert.Equal((1, 1), (scene.Queued(0).Attempt, scene.Queued(0).PutOff!.Value));
        Assert.InRange(
            scene.Queue.Sent[0].NotBefore!.Value - scene.Time.GetUtcNow(),
            TimeSpan.Zero,
            TimeSpan.FromSeconds(2)
        );
        Assert.Null(await scene.Log.FindAsync("3", default));

        var other = HandleAsync("quick", "other");
        (await scene.Receiver.NextAsync()).Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await other;
        Assert.Equal(DeliveryStatus.Delivered, scene.Log["other"].Status);

        scene.Time.Advance(TimeSpan.FromSeconds(9));
        await Task.WhenAll(held);
        Assert.Equal("timeout", scene.Log["1"].Attempts[0].Fault);
        var again = scene.Handler.HandleAsync(scene.Queued(0), default);
        (await scene.Receiver.NextAsync()).Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await again;
        Assert.Equal(DeliveryStatus.Delivered, scene.Log["3"].Status);
        Assert.Equal(0, scene.Turns.Count);
    }

    [Fact]
    public async Task A_receiver_is_slow_by_the_attempts_that_are_being_made_and_not_by_those_before()
    {
        var held = new List<Task> { HandleAsync("busy", "1") };
        var first = await scene.Receiver.NextAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(0.9));
        held.Add(HandleAsync("busy", "2"));
        first.Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await held[0];
        scene.Time.Advance(TimeSpan.FromSeconds(0.9));
        held.Add(HandleAsync("busy", "3"));

        var waits = HandleAsync("busy", "4");

        Assert.False(waits.IsCompleted);
        (await scene.Receiver.NextAsync()).Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        (await scene.Receiver.NextAsync()).Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        (await scene.Receiver.NextAsync()).Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        held.Add(waits);
        await Task.WhenAll(held);
        Assert.Empty(scene.Queue.Sent);
    }

    [Fact]
    public async Task Whoever_stops_waiting_leaves_no_place_behind()
    {
        var held = new[] { HandleAsync("slow", "1"), HandleAsync("slow", "2") };
        using var stop = new CancellationTokenSource();
        var waits = scene.Turns.TryEnterAsync(CallbackSample.Message("https://slow.example/cb"), stop.Token);
        Assert.Equal(1, scene.Turns.Count);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waits);
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(held);
        Assert.Equal(0, scene.Turns.Count);
    }

    [Fact]
    public async Task While_a_receiver_answers_its_callbacks_wait_their_turn_and_none_is_put_off()
    {
        var all = Enumerable.Range(0, 50).Select(n => HandleAsync("busy", $"{n}")).ToList();
        for (var n = 0; n < 50; n++)
        {
            var arrival = await scene.Receiver.NextAsync();
            Assert.InRange(scene.Receiver.Waiting, 0, 1);
            scene.Time.Advance(TimeSpan.FromMilliseconds(15));
            arrival.Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        }

        await Task.WhenAll(all);
        Assert.Empty(scene.Queue.Sent);
    }

    [Fact]
    public async Task A_callback_that_waits_is_put_off_when_the_line_stands_still()
    {
        var held = new[] { HandleAsync("slow", "1"), HandleAsync("slow", "2") };
        await scene.Receiver.NextAsync();
        await scene.Receiver.NextAsync();
        var waits = HandleAsync("slow", "3");
        Assert.False(waits.IsCompleted);

        scene.Time.Advance(TimeSpan.FromSeconds(1));
        await waits;

        Assert.Equal("3", scene.Queued(0).DeliveryId);
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(held);
    }

    [Fact]
    public async Task What_was_put_off_too_often_counts_as_a_failed_attempt()
    {
        var held = new[] { HandleAsync("slow", "1"), HandleAsync("slow", "2") };
        await scene.Receiver.NextAsync();
        await scene.Receiver.NextAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(1));

        await HandleAsync("slow", "3");
        for (var times = 1; scene.Queued(^1) is { PutOff: { } putOff } message; times++)
        {
            Assert.Equal(times, putOff);
            await scene.Handler.HandleAsync(message, default);
        }

        Assert.Equal((2, 15), (scene.Queued(^1).Attempt, scene.Queue.Sent.Count));
        Assert.Equal(
            (DeliveryStatus.Pending, "busy"),
            (scene.Log["3"].Status, Assert.Single(scene.Log["3"].Attempts).Fault)
        );
        Assert.Equal(15, scene.Queue.Sent.DistinctBy(sent => sent.MessageId).Count());
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(held);
    }

    public void Dispose() => scene.Dispose();

    private Task HandleAsync(string host, string delivery) => scene.HandleAsync(host, delivery);
}

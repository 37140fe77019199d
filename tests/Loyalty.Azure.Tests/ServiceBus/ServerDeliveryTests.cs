using Azure.Messaging.ServiceBus;
using Loyalty.ServiceBusServer;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>What the real client is told by the server that stands in for the service: sending and receiving.</summary>
public sealed class ServerDeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Lock = TimeSpan.FromSeconds(30);
    private readonly ServerScene scene = new(
        new QueueDefinition(ServerScene.Queue)
        {
            LockDuration = Lock,
            MaxDeliveryCount = 3,
            TimeToLive = TimeSpan.FromDays(1),
        }
    );

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Fact]
    public async Task A_batch_is_received_in_its_order_with_everything_that_was_sent()
    {
        using var batch = await scene.Sender.CreateMessageBatchAsync();
        for (var n = 0; n < 20; n++)
            Assert.True(
                batch.TryAddMessage(
                    new ServiceBusMessage($"body {n}")
                    {
                        MessageId = $"m{n}",
                        ContentType = "application/json",
                        ApplicationProperties = { ["n"] = n },
                    }
                )
            );
        await scene.Sender.SendMessagesAsync(batch);

        var received = await scene.ReceiveAsync(20);

        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"body {n}"), received.Select(m => m.Body.ToString()));
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"m{n}"), received.Select(m => m.MessageId));
        Assert.Equal(Enumerable.Range(0, 20), received.Select(m => m.ApplicationProperties["n"]).Cast<int>());
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), received.Select(m => m.SequenceNumber));
        Assert.All(
            received,
            m =>
            {
                Assert.Equal((1, "application/json"), (m.DeliveryCount, m.ContentType));
                Assert.Equal(scene.Clock.GetUtcNow(), m.EnqueuedTime);
                Assert.Equal(scene.Clock.GetUtcNow() + Lock, m.LockedUntil);
            }
        );
        Assert.Equal(20, Assert.Single(scene.Server.Log.Of(ServerOperationKind.Send)).Count);
    }

    [Fact]
    public async Task No_more_is_handed_out_than_was_asked_for()
    {
        await scene.SendAsync("a", "b", "c");

        Assert.Equal(["a", "b"], (await scene.ReceiveAsync(2)).Select(m => m.Body.ToString()));

        Assert.Equal([true, true, false], scene.Stored.Messages.Select(m => m.IsLocked));
        Assert.Equal(["c"], (await scene.ReceiveAsync()).Select(m => m.Body.ToString()));
    }

    [Fact]
    public async Task Who_waits_gets_what_is_sent_then()
    {
        var waiting = scene.ReceiveAsync();
        await scene.SendAsync("a");

        Assert.Equal("a", Assert.Single(await waiting).Body.ToString());
    }

    [Fact]
    public async Task Completed_messages_are_gone()
    {
        await scene.SendAsync("a", "b");
        var received = await scene.ReceiveAsync(2);

        await scene.Receiver.CompleteMessageAsync(received[0]);

        Assert.Equal("id-b", Assert.Single(scene.Stored.Messages).MessageId);
    }

    [Fact]
    public async Task A_lock_that_has_run_out_is_lost_and_the_message_comes_again()
    {
        await scene.SendAsync("a");
        var first = Assert.Single(await scene.ReceiveAsync(1));
        var other = scene.Connect().CreateReceiver(ServerScene.Queue);
        Assert.Empty(await scene.GlanceAsync(other));

        scene.Clock.Advance(Lock);

        var second = Assert.Single(await scene.ReceiveAsync(receiver: other));
        Assert.Equal((1, 2), (first.DeliveryCount, second.DeliveryCount));
        Assert.NotEqual(first.LockToken, second.LockToken);
        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => scene.Receiver.CompleteMessageAsync(first));
        Assert.Equal(ServiceBusFailureReason.MessageLockLost, lost.Reason);
        await other.CompleteMessageAsync(second);
        Assert.Empty(scene.Stored.Messages);
    }

    [Fact]
    public async Task A_renewed_lock_lasts_anew()
    {
        await scene.SendAsync("a");
        var message = Assert.Single(await scene.ReceiveAsync());
        scene.Clock.Advance(Lock / 2);

        await scene.Receiver.RenewMessageLockAsync(message);

        Assert.Equal(scene.Clock.GetUtcNow() + Lock, message.LockedUntil);
        scene.Clock.Advance(Lock - TimeSpan.FromSeconds(1));
        await scene.Receiver.CompleteMessageAsync(message);
        Assert.Empty(scene.Stored.Messages);
    }

    [Fact]
    public async Task A_lost_lock_cannot_be_renewed()
    {
        await scene.SendAsync("a");
        var message = Assert.Single(await scene.ReceiveAsync());
        scene.Clock.Advance(Lock);

        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => scene.Receiver.RenewMessageLockAsync(message));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, lost.Reason);
    }

    [Fact]
    public async Task An_abandoned_message_comes_again_at_once_in_its_old_place()
    {
        await scene.SendAsync("a", "b");
        await scene.Receiver.AbandonMessageAsync(Assert.Single(await scene.ReceiveAsync(1)));

        var again = await scene.ReceiveAsync(2);

        Assert.Equal([("a", 2), ("b", 1)], again.Select(m => (m.Body.ToString(), m.DeliveryCount)));
    }

    [Fact]
    public async Task A_message_that_fails_too_often_is_a_dead_letter_that_comes_without_end()
    {
        await scene.SendAsync("poison");
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var message = Assert.Single(await scene.ReceiveAsync());
            Assert.Equal(delivery, message.DeliveryCount);
            await scene.Receiver.AbandonMessageAsync(message);
        }

        Assert.Empty(scene.Stored.Messages);
        await using var dead = scene.DeadLetters();
        for (var delivery = 4; delivery < 20; delivery++)
        {
            var letter = Assert.Single(await scene.ReceiveAsync(receiver: dead));
            Assert.Equal(
                ("poison", "id-poison", delivery),
                (letter.Body.ToString(), letter.MessageId, letter.DeliveryCount)
            );
            Assert.Equal("MaxDeliveryCountExceeded", letter.DeadLetterReason);
            Assert.Contains("after 3 delivery attempts", letter.DeadLetterErrorDescription, StringComparison.Ordinal);
            await dead.AbandonMessageAsync(letter);
        }
    }

    [Fact]
    public async Task A_dead_letter_keeps_its_reason_and_description()
    {
        await scene.SendAsync("a");
        var message = Assert.Single(await scene.ReceiveAsync());

        await scene.Receiver.DeadLetterMessageAsync(message, "Unreadable", "Not JSON.");

        await using var dead = scene.DeadLetters();
        var letter = Assert.Single(await scene.ReceiveAsync(receiver: dead));
        Assert.Equal(("Unreadable", "Not JSON."), (letter.DeadLetterReason, letter.DeadLetterErrorDescription));
        await dead.CompleteMessageAsync(letter);
        Assert.Empty(scene.Stored.DeadLetters!.Messages);
    }

    [Fact]
    public async Task What_lies_too_long_is_a_dead_letter()
    {
        await scene.SendAsync("a");

        scene.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Empty(scene.Stored.Messages);
        var letter = Assert.Single(scene.Stored.DeadLetters!.Messages);
        Assert.Equal("TTLExpiredException", letter.DeadLetterReason);
    }

    [Fact]
    public async Task What_is_peeked_is_neither_locked_nor_counted()
    {
        await scene.SendAsync("a", "b");
        await scene.Sender.ScheduleMessageAsync(new ServiceBusMessage("c"), scene.Clock.GetUtcNow().AddHours(1));

        var peeked = await scene.Receiver.PeekMessagesAsync(10);

        Assert.Equal(["a", "b", "c"], peeked.Select(m => m.Body.ToString()));
        Assert.Equal(
            [ServiceBusMessageState.Active, ServiceBusMessageState.Active, ServiceBusMessageState.Scheduled],
            peeked.Select(m => m.State)
        );
        Assert.Empty(await scene.Receiver.PeekMessagesAsync(10));
        Assert.Equal([1, 1], (await scene.ReceiveAsync(2)).Select(m => m.DeliveryCount));
    }
}

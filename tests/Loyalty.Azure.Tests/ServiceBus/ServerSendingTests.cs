using Azure.Messaging.ServiceBus;
using Loyalty.ServiceBusServer;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>What the real client is told by the server that stands in for the service: times, ids, limits and rights.</summary>
public sealed class ServerSendingTests : IAsyncLifetime
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly ServerScene scene = new(
        new QueueDefinition(ServerScene.Queue)
        {
            DuplicateWindow = Window,
            MaxMessageBytes = 4096,
            MaxBytes = 8192,
        }
    );

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Fact]
    public async Task A_message_waits_for_its_time()
    {
        var at = scene.Clock.GetUtcNow().AddMinutes(5);
        await scene.Sender.SendMessageAsync(new ServiceBusMessage("later") { ScheduledEnqueueTime = at });
        var waiting = scene.ReceiveAsync();

        scene.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.False(Assert.Single(scene.Stored.Messages).IsLocked);

        scene.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var message = Assert.Single(await waiting);
        Assert.Equal(("later", at), (message.Body.ToString(), message.EnqueuedTime));
    }

    [Fact]
    public async Task A_scheduled_message_can_be_cancelled_once()
    {
        var at = scene.Clock.GetUtcNow().AddMinutes(5);
        var number = await scene.Sender.ScheduleMessageAsync(new ServiceBusMessage("later"), at);
        Assert.Equal(number, Assert.Single(scene.Stored.Messages).SequenceNumber);

        await scene.Sender.CancelScheduledMessageAsync(number);

        Assert.Empty(scene.Stored.Messages);
        var gone = await Assert.ThrowsAsync<ServiceBusException>(() =>
            scene.Sender.CancelScheduledMessageAsync(number)
        );
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, gone.Reason);
    }

    [Fact]
    public async Task An_id_seen_within_the_window_is_dropped_and_after_it_is_not()
    {
        await scene.SendAsync("a");
        await scene.Receiver.CompleteMessageAsync(Assert.Single(await scene.ReceiveAsync()));

        scene.Clock.Advance(Window - TimeSpan.FromMilliseconds(1));
        await scene.SendAsync("a", "b");
        Assert.Equal("id-b", Assert.Single(scene.Stored.Messages).MessageId);

        scene.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await scene.SendAsync("a");
        Assert.Equal(["id-b", "id-a"], scene.Stored.Messages.Select(m => m.MessageId));
    }

    [Fact]
    public async Task A_batch_takes_no_more_than_the_queue()
    {
        using var batch = await scene.Sender.CreateMessageBatchAsync();
        Assert.Equal(4096, batch.MaxSizeInBytes);
        var count = 0;
        while (batch.TryAddMessage(new ServiceBusMessage(new string('x', 900)) { MessageId = $"{count}" }))
            count++;

        await scene.Sender.SendMessagesAsync(batch);

        Assert.Equal(4, count);
        Assert.Equal(4, scene.Stored.Messages.Count);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused_also_when_it_is_scheduled()
    {
        var large = new ServiceBusMessage(new string('x', 5000));

        var sent = await Assert.ThrowsAsync<ServiceBusException>(() => scene.Sender.SendMessageAsync(large));
        var scheduled = await Assert.ThrowsAsync<ServiceBusException>(() =>
            scene.Sender.ScheduleMessageAsync(large, scene.Clock.GetUtcNow().AddHours(1))
        );

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, sent.Reason);
        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, scheduled.Reason);
        Assert.Empty(scene.Stored.Messages);
    }

    [Fact]
    public async Task A_full_queue_takes_nothing_more_until_it_is_drained()
    {
        for (var n = 0; n < 2; n++)
            await scene.SendAsync($"{n}{new string('x', 3500)}");

        var full = await Assert.ThrowsAsync<ServiceBusException>(() => scene.SendAsync(new string('x', 3500)));
        Assert.Equal(ServiceBusFailureReason.QuotaExceeded, full.Reason);

        await scene.Receiver.CompleteMessageAsync(Assert.Single(await scene.ReceiveAsync(1)));
        await scene.SendAsync("a");
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_not_found()
    {
        var sender = scene.Client.CreateSender("elsewhere");

        var fault = await Assert.ThrowsAsync<ServiceBusException>(() =>
            sender.SendMessageAsync(new ServiceBusMessage("a"))
        );

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, fault.Reason);
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing()
    {
        var stranger = scene.Connect(
            retries: 0,
            scene.Server.ConnectionString.Replace("SAS_KEY_VALUE", "another", StringComparison.Ordinal)
        );

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            stranger.CreateSender(ServerScene.Queue).SendMessageAsync(new ServiceBusMessage("a"))
        );
    }

    [Fact]
    public async Task What_the_server_does_not_know_it_refuses()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            scene.Sender.SendMessageAsync(new ServiceBusMessage("a") { SessionId = "s" })
        );
        await scene.SendAsync("a");
        var message = Assert.Single(await scene.ReceiveAsync());
        await Assert.ThrowsAsync<NotSupportedException>(() => scene.Receiver.ReceiveDeferredMessageAsync(1));
        await Assert.ThrowsAnyAsync<Exception>(() => scene.Receiver.DeferMessageAsync(message));
        var receiver = scene.Client.CreateReceiver(
            ServerScene.Queue,
            new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete }
        );
        await Assert.ThrowsAsync<NotSupportedException>(() => receiver.ReceiveMessageAsync(ServerScene.Patience));
    }
}

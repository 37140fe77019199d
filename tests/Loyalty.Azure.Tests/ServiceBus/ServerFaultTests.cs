using Azure.Messaging.ServiceBus;
using Loyalty.ServiceBusServer;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>What the real client does when the server that stands in for the service lets things go wrong.</summary>
public sealed class ServerFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Lock = TimeSpan.FromSeconds(30);
    private readonly ServerScene scene = new(new QueueDefinition(ServerScene.Queue) { LockDuration = Lock });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task A_connection_lost_while_sending_is_made_again(bool afterEffect, int stored)
    {
        scene.FailNext(ServerOperationKind.Send, ServerFault.ConnectionLost(afterEffect));

        await scene.SendAsync("a");

        // Without duplicate detection, what was stored and whose answer was lost lies there twice.
        Assert.Equal(stored, scene.Stored.Messages.Count);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task A_link_detached_while_sending_is_attached_again(bool afterEffect, int stored)
    {
        scene.FailNext(ServerOperationKind.Send, ServerFault.Detached("amqp:link:detach-forced", afterEffect));

        await scene.SendAsync("a");

        Assert.Equal(stored, scene.Stored.Messages.Count);
        Assert.Equal(2, scene.Server.Log.Of(ServerOperationKind.Attach).Count);
    }

    [Fact]
    public async Task A_lost_connection_leaves_locks_and_the_message_can_still_be_completed()
    {
        await scene.SendAsync("a");
        var message = Assert.Single(await scene.ReceiveAsync());

        scene.Server.DropConnections();

        // Until it knows of the loss, the client takes every lock for lost.
        Assert.Empty(await scene.GlanceAsync());
        Assert.True(Assert.Single(scene.Stored.Messages).IsLocked);
        await scene.Receiver.CompleteMessageAsync(message);
        Assert.Empty(scene.Stored.Messages);
    }

    [Fact]
    public async Task What_was_handed_to_a_client_that_is_gone_comes_again_when_its_lock_has_run_out()
    {
        await scene.SendAsync("a", "b");
        var gone = scene.Connect();
        Assert.Single(await scene.ReceiveAsync(1, gone.CreateReceiver(ServerScene.Queue)));
        await gone.DisposeAsync();

        Assert.Equal(
            ("b", 1),
            Assert.Single((await scene.ReceiveAsync()).Select(m => (m.Body.ToString(), m.DeliveryCount)))
        );
        scene.Clock.Advance(Lock);
        Assert.Contains(("a", 2), (await scene.ReceiveAsync()).Select(m => (m.Body.ToString(), m.DeliveryCount)));
    }

    [Fact]
    public async Task A_completion_whose_answer_is_lost_is_done()
    {
        await scene.SendAsync("a");
        var message = Assert.Single(await scene.ReceiveAsync());
        scene.FailNext(ServerOperationKind.Complete, ServerFault.ConnectionLost(afterEffect: true));

        // Asked again over the management link, the server no longer knows the lock.
        var fault = await Assert.ThrowsAsync<ServiceBusException>(() => scene.Receiver.CompleteMessageAsync(message));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, fault.Reason);
        Assert.Empty(scene.Stored.Messages);
    }

    [Fact]
    public async Task A_busy_namespace_is_told_as_such()
    {
        scene.Server.Faults = operation => operation.Kind == ServerOperationKind.Send ? ServerFault.Busy : null;
        var sender = scene.Connect(retries: 0).CreateSender(ServerScene.Queue);

        var fault = await Assert.ThrowsAsync<ServiceBusException>(() =>
            sender.SendMessageAsync(new ServiceBusMessage("a"))
        );

        Assert.Equal((ServiceBusFailureReason.ServiceBusy, true), (fault.Reason, fault.IsTransient));
        Assert.Empty(scene.Stored.Messages);
    }

    [Fact]
    public async Task What_is_given_up_without_an_answer_may_be_stored()
    {
        scene.FailNext(ServerOperationKind.Send, ServerFault.Silence(afterEffect: true));
        using var stop = new CancellationTokenSource();
        var sending = scene.Sender.SendMessageAsync(new ServiceBusMessage("a"), stop.Token);
        await ServerScene.UntilAsync(() => scene.Stored.Messages.Count == 1);

        Assert.False(sending.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task A_processor_lives_through_a_lost_connection()
    {
        var seen = new List<string>();
        var done = new TaskCompletionSource();
        await using var processor = scene.Client.CreateProcessor(ServerScene.Queue);
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += message =>
        {
            seen.Add(message.Message.Body.ToString());
            if (seen.Count == 2)
                done.SetResult();
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync();
        await scene.SendAsync("a");
        await ServerScene.UntilAsync(() => scene.Stored.Messages.Count == 0);
        scene.Server.DropConnections();
        await scene.SendAsync("b");

        await done.Task.WaitAsync(ServerScene.Patience);
        await processor.StopProcessingAsync();
        Assert.Equal(["a", "b"], seen);
    }
}

using Loyalty.Messaging;
using Loyalty.ServiceBusServer;

namespace Loyalty.Azure.Tests.ServiceBus;

public sealed class BatchTests : IAsyncLifetime
{
    private readonly ServiceBusScene scene = new(queue => queue with { MaxMessageBytes = 16 << 10 });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Fact]
    public async Task Messages_beyond_one_batch_go_in_several_and_none_is_lost()
    {
        // Seven of these fit.
        var sent = Enumerable.Range(0, 100).Select(n => new OutgoingMessage($"m{n}", $"{n}".PadRight(2100))).ToList();

        await scene.Queue.SendAsync(QueueNames.Points, sent, default);

        Assert.Equal(sent, scene.Waiting(QueueNames.Points));
        Assert.Equal([.. Enumerable.Repeat(7, 14), 2], BatchesSent());
    }

    [Fact]
    public async Task A_few_messages_go_at_once()
    {
        var sent = Enumerable.Range(0, 98).Select(n => new OutgoingMessage($"m{n}", $"{n}")).ToList();

        await scene.Queue.SendAsync(QueueNames.Callbacks, sent, default);

        Assert.Equal([98], BatchesSent());
    }

    [Fact]
    public async Task A_message_that_no_batch_has_room_for_is_named_and_nothing_is_sent()
    {
        var messages = new List<OutgoingMessage>
        {
            new("small", new string('1', 9000)),
            new("other", new string('2', 9000)),
            new("large", new string('3', 17000)),
        };

        var fault = await Assert.ThrowsAsync<ArgumentException>(() =>
            scene.Queue.SendAsync(QueueNames.Points, messages, default)
        );

        Assert.Contains("large", fault.Message);
        Assert.Contains("17000 bytes", fault.Message);
        Assert.Contains(QueueNames.Points, fault.Message);
        Assert.Empty(scene.Waiting(QueueNames.Points));
        await scene.Queue.SendAsync(QueueNames.Points, [.. messages.Take(2)], default);
        Assert.Equal(["small", "other"], scene.Waiting(QueueNames.Points).Select(m => m.MessageId));
    }

    [Fact]
    public async Task A_message_is_marked_as_json_and_has_nothing_beside_its_body()
    {
        await scene.Queue.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "{}")], default);

        await using var receiver = scene.Client.CreateReceiver(QueueNames.Points);
        var message = await receiver.PeekMessageAsync();
        Assert.Equal("application/json", message.ContentType);
        Assert.Empty(message.ApplicationProperties);
    }

    [Fact]
    public async Task Each_queue_has_one_link_however_many_send()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n =>
                    Task.Run(() =>
                        scene.Queue.SendAsync(
                            n % 2 == 0 ? QueueNames.Points : QueueNames.Callbacks,
                            [new OutgoingMessage($"{n}", "{}")],
                            default
                        )
                    )
                )
        );

        Assert.Equal(
            [QueueNames.Callbacks, QueueNames.Points],
            scene.Server.Log.Of(ServerOperationKind.Attach).Select(attach => attach.Queue).Order()
        );
    }

    private IEnumerable<int> BatchesSent() => scene.Server.Log.Of(ServerOperationKind.Send).Select(send => send.Count);
}

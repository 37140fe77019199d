using Loyalty.Contracts.Support;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.ServiceBus;

public sealed class BatchTests
{
    private readonly FakeNamespace queues = new(new ManualTimeProvider());

    [Fact]
    public async Task Messages_beyond_one_batch_go_in_several_and_none_is_lost()
    {
        // Seven of these fit.
        queues.BatchBytes = 7 * 110;
        var sent = Enumerable.Range(0, 100).Select(n => new OutgoingMessage($"m{n}", $"{n:0000000000}")).ToList();

        await queues.Open().SendAsync(QueueNames.Points, sent, default);

        Assert.Equal(sent, queues.Waiting(QueueNames.Points));
        Assert.Equal([.. Enumerable.Repeat(7, 14), 2], queues.BatchesSent);
    }

    [Fact]
    public async Task A_few_messages_go_at_once()
    {
        var sent = Enumerable.Range(0, 98).Select(n => new OutgoingMessage($"m{n}", $"{n}")).ToList();

        await queues.Open().SendAsync(QueueNames.Callbacks, sent, default);

        Assert.Equal([98], queues.BatchesSent);
    }

    [Fact]
    public async Task A_message_that_no_batch_has_room_for_is_named_and_nothing_is_sent()
    {
        queues.BatchBytes = 1000;
        var messages = new List<OutgoingMessage>
        {
            new("small", new string('1', 500)),
            new("other", new string('2', 500)),
            new("large", new string('3', 901)),
        };
        var queue = queues.Open();

        var fault = await Assert.ThrowsAsync<ArgumentException>(() =>
            queue.SendAsync(QueueNames.Points, messages, default)
        );

        Assert.Contains("large", fault.Message);
        Assert.Contains("901 bytes", fault.Message);
        Assert.Contains(QueueNames.Points, fault.Message);
        Assert.Empty(queues.Waiting(QueueNames.Points));
        await queue.SendAsync(QueueNames.Points, [.. messages.Take(2)], default);
        Assert.Equal(["small", "other"], queues.Waiting(QueueNames.Points).Select(m => m.MessageId));
    }

    [Fact]
    public async Task A_message_is_marked_as_json_and_has_nothing_beside_its_body()
    {
        await queues.Open().SendAsync(QueueNames.Points, [new OutgoingMessage("a", "{}")], default);

        var message = Assert.Single(queues.Raw(QueueNames.Points));
        Assert.Equal("application/json", message.ContentType);
        Assert.Empty(message.ApplicationProperties);
    }

    [Fact]
    public async Task Each_queue_has_one_sender_however_many_send()
    {
        var queue = queues.Open();

        await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n =>
                    Task.Run(() =>
                        queue.SendAsync(
                            n % 2 == 0 ? QueueNames.Points : QueueNames.Callbacks,
                            [new OutgoingMessage($"{n}", "{}")],
                            default
                        )
                    )
                )
        );

        Assert.Equal([QueueNames.Callbacks, QueueNames.Points], queues.SendersMade.Order());
    }
}

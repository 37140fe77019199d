using Loyalty.Contracts.Support;
using Loyalty.Messaging;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IMessageQueue"/> does.</summary>
public abstract class MessageQueueContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>Empty queues.</summary>
    protected abstract Task<IMessageQueue> OpenAsync();

    /// <summary>The same queues in a new instance, as after a restart.</summary>
    protected abstract Task ReopenAsync();

    /// <summary>Everything that lies in a queue by order of due time, with the times to the millisecond.</summary>
    protected abstract Task<IReadOnlyList<OutgoingMessage>> WaitingAsync(string queue);

    /// <summary>The instant that the queue takes for now.</summary>
    protected abstract DateTimeOffset Now { get; }

    [Fact]
    public async Task Messages_are_kept_in_order_and_over_a_restart()
    {
        var queue = await OpenAsync();
        await queue.SendAsync(
            QueueNames.Points,
            [new OutgoingMessage("a", "1"), new OutgoingMessage("b", $"\"{Sample.OddText}\"")],
            None
        );
        await queue.SendAsync(QueueNames.Points, [new OutgoingMessage("c", "3")], None);

        await ReopenAsync();

        var waiting = await WaitingAsync(QueueNames.Points);
        Assert.Equal(["1", $"\"{Sample.OddText}\"", "3"], waiting.Select(m => m.Body));
        Assert.Equal(["a", "b", "c"], waiting.Select(m => m.MessageId));
    }

    [Fact]
    public async Task Many_messages_at_once_are_kept_in_order_however_large_they_are_together()
    {
        var queue = await OpenAsync();
        var sent = Enumerable.Range(0, 300).Select(n => new OutgoingMessage($"m{n}", $"{n}".PadRight(2000))).ToList();

        await queue.SendAsync(QueueNames.Points, sent, None);

        Assert.Equal(
            sent.Select(m => (m.MessageId, m.Body)),
            (await WaitingAsync(QueueNames.Points)).Select(m => (m.MessageId, m.Body))
        );
    }

    [Fact]
    public async Task Queues_are_separate()
    {
        var queue = await OpenAsync();
        await queue.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "1")], None);
        await queue.SendAsync(QueueNames.Callbacks, [new OutgoingMessage("a", "2")], None);

        Assert.Equal("1", Assert.Single(await WaitingAsync(QueueNames.Points)).Body);
        Assert.Equal("2", Assert.Single(await WaitingAsync(QueueNames.Callbacks)).Body);
    }

    [Fact]
    public async Task A_not_before_time_is_kept()
    {
        var queue = await OpenAsync();
        var later = Now.AddMinutes(5);
        await queue.SendAsync(QueueNames.Callbacks, [new OutgoingMessage("a", "1", later)], None);
        await queue.SendAsync(QueueNames.Callbacks, [new OutgoingMessage("b", "2")], None);

        var waiting = await WaitingAsync(QueueNames.Callbacks);

        Assert.Equal(["2", "1"], waiting.Select(m => m.Body));
        Assert.Equal(later, waiting[1].NotBefore);
    }

    [Fact]
    public async Task A_not_before_time_in_the_past_is_at_once()
    {
        var queue = await OpenAsync();
        await queue.SendAsync(QueueNames.Callbacks, [new OutgoingMessage("a", "1", Now.AddDays(-1))], None);

        Assert.True(Assert.Single(await WaitingAsync(QueueNames.Callbacks)).NotBefore is not { } at || at <= Now);
    }

    [Fact]
    public async Task Sending_nothing_sends_nothing()
    {
        var queue = await OpenAsync();
        await queue.SendAsync(QueueNames.Points, [], None);

        Assert.Empty(await WaitingAsync(QueueNames.Points));
    }

    [Fact]
    public async Task Sixty_four_senders_at_once_lose_nothing()
    {
        var queue = await OpenAsync();

        await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n =>
                    Task.Run(() => queue.SendAsync(QueueNames.Points, [new OutgoingMessage($"m{n}", $"{n}")], None))
                )
        );

        var bodies = (await WaitingAsync(QueueNames.Points)).Select(m => m.Body).ToHashSet();
        Assert.Equal(64, bodies.Count);
    }
}

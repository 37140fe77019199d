using Loyalty.Contracts.Support;
using Loyalty.Messaging;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IBacklog"/> tells.</summary>
public abstract class BacklogContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>The clock of the queue.</summary>
    protected abstract ManualTimeProvider Clock { get; }

    /// <summary>Whether it can tell how many messages wait.</summary>
    protected abstract bool Counts { get; }

    /// <summary>An empty queue.</summary>
    protected abstract (IMessageQueue Queue, IMessageReceiver Receiver, IBacklog Backlog) Open();

    [Fact]
    public async Task An_empty_queue_is_not_behind()
    {
        var (queue, _, backlog) = Open();
        await queue.SendAsync(QueueNames.Callbacks, [new OutgoingMessage("other", "other")], None);
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(new BacklogLevel(Counts ? 0 : null, null), await backlog.ReadAsync(None));
    }

    [Fact]
    public async Task It_is_behind_by_the_age_of_its_first_message_also_while_that_is_being_handled()
    {
        var (queue, receiver, backlog) = Open();
        await queue.SendAsync(QueueNames.Points, [new OutgoingMessage("1", "first")], None);
        Clock.Advance(TimeSpan.FromSeconds(20));
        await queue.SendAsync(QueueNames.Points, [new OutgoingMessage("2", "second")], None);
        IReadOnlyList<ReceivedMessage> taken = [];
        while (taken.Count == 0)
            taken = await receiver.ReceiveAsync(QueueNames.Points, 1, TimeSpan.FromSeconds(50), None);
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(new BacklogLevel(Counts ? 2 : null, TimeSpan.FromSeconds(30)), await backlog.ReadAsync(None));
        await receiver.CompleteAsync(taken, None);
        Assert.Equal(new BacklogLevel(Counts ? 1 : null, TimeSpan.FromSeconds(10)), await backlog.ReadAsync(None));
        Assert.Equal(new BacklogLevel(Counts ? 1 : null, TimeSpan.FromSeconds(10)), await backlog.ReadAsync(None));
    }

    [Fact]
    public async Task What_is_to_come_later_does_not_wait()
    {
        var (queue, _, backlog) = Open();
        var later = new OutgoingMessage("1", "later", Clock.GetUtcNow().AddHours(1));
        await queue.SendAsync(QueueNames.Points, [later], None);
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(new BacklogLevel(Counts ? 0 : null, null), await backlog.ReadAsync(None));
    }
}

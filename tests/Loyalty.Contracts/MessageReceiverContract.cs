using System.Diagnostics;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IMessageReceiver"/> does with what its <see cref="IMessageQueue"/> was sent.</summary>
public abstract class MessageReceiverContract
{
    /// <summary>Deliveries without success after which a message is given up.</summary>
    protected const int MostDeliveries = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>How long a message is one receiver's.</summary>
    protected abstract TimeSpan Lease { get; }

    protected abstract DateTimeOffset Now { get; }

    protected abstract IMessageQueue Queue { get; }

    protected abstract IQueueReader Reader { get; }

    /// <summary>A receiver that soon says when there is nothing.</summary>
    protected abstract IMessageReceiver Open();

    /// <summary>The same queues in a new process.</summary>
    protected abstract Task ReopenAsync();

    protected abstract void Advance(TimeSpan by);

    /// <summary>So many messages that were given up, with why.</summary>
    protected abstract Task<IReadOnlyList<(string Body, string Reason)>> GivenUpAsync(int count);

    [Fact]
    public async Task A_message_is_received_as_it_was_sent()
    {
        await Queue.SendAsync(QueueNames.Points, [new OutgoingMessage("id", Sample.OddText)], None);

        var message = Assert.Single(await TakeAsync(1));

        Assert.Equal(("id", Sample.OddText, 1), (message.MessageId, message.Body, message.DeliveryCount));
    }

    [Fact]
    public async Task A_leased_message_is_nobody_elses_until_its_lease_runs_out()
    {
        await SendAsync("a");
        await TakeAsync(1);

        Advance(Lease - Tick);
        await AssertNothingAsync();

        Advance(Tick);
        Assert.Equal(2, Assert.Single(await TakeAsync(1)).DeliveryCount);
    }

    [Fact]
    public async Task Completed_messages_are_gone()
    {
        await SendAsync("a", "b", "c");
        var messages = await TakeAsync(3);
        Assert.Equal(["a", "b", "c"], messages.Select(m => m.Body));

        await Open().CompleteAsync([messages[0], messages[2]], None);

        Advance(Lease);
        Assert.Equal("b", Assert.Single(await TakeAsync(1)).Body);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task No_more_than_asked_for_is_received_the_longest_due_first()
    {
        await SendAsync("a", "b", "c");

        Assert.Equal(["a", "b"], (await TakeAsync(2)).Select(m => m.Body));
        Assert.Equal(["c"], (await TakeAsync(1)).Select(m => m.Body));
    }

    [Fact]
    public async Task A_message_waits_for_its_time()
    {
        var at = Now.AddMinutes(5);
        await Queue.SendAsync(QueueNames.Points, [new OutgoingMessage("m", "later", at)], None);

        Advance(TimeSpan.FromMinutes(5) - Tick);
        await AssertNothingAsync();

        Advance(Tick);
        await TakeAsync(1);
    }

    [Fact]
    public async Task An_abandoned_message_comes_again_and_keeps_its_count()
    {
        await SendAsync("a");
        var messages = await TakeAsync(1);

        await Open().AbandonAsync(messages, null, None);

        var again = Assert.Single(await TakeAsync(1));
        Assert.Equal((2, "a", "id-a"), (again.DeliveryCount, again.Body, again.MessageId));
    }

    [Fact]
    public async Task A_lost_lease_can_neither_complete_nor_abandon()
    {
        await SendAsync("a");
        var lost = await TakeAsync(1);
        Advance(Lease);
        var current = await TakeAsync(1);

        await Open().CompleteAsync(lost, None);
        await Open().AbandonAsync(lost, null, None);

        await AssertNothingAsync();
        await Open().AbandonAsync(current, null, None);
        Assert.Equal(3, Assert.Single(await TakeAsync(1)).DeliveryCount);
    }

    [Fact]
    public async Task A_message_delivered_too_often_is_given_up_and_holds_up_no_other()
    {
        await SendAsync("poison", "good");
        for (var n = 1; n <= MostDeliveries; n++)
        {
            var messages = await TakeAsync(n == 1 ? 2 : 1);
            await Open().CompleteAsync([.. messages.Where(m => m.Body == "good")], None);
            await Open().AbandonAsync([.. messages.Where(m => m.Body == "poison")], null, None);
        }
        await SendAsync("fresh");

        Assert.Equal("fresh", Assert.Single(await TakeAsync(1)).Body);

        var (body, reason) = Assert.Single(await GivenUpAsync(1));
        Assert.Equal("poison", body);
        Assert.NotEmpty(reason);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task What_a_dead_process_had_in_hand_comes_again_by_the_end_of_its_lease()
    {
        await SendAsync("a");
        await TakeAsync(1);

        await ReopenAsync();

        Advance(Lease);
        Assert.Equal(2, Assert.Single(await TakeAsync(1)).DeliveryCount);
    }

    [Fact]
    public async Task Many_receivers_share_the_messages_without_overlap()
    {
        await SendAsync([.. Enumerable.Range(0, 200).Select(n => $"{n}")]);

        var received = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TakeAsync(25))));

        Assert.Equal(200, received.SelectMany(m => m).Select(m => m.Body).Distinct().Count());
    }

    [Fact]
    public async Task Who_waits_gets_what_is_sent_then()
    {
        var waiting = TakeAsync(1);

        await SendAsync("a");

        Assert.Equal("a", Assert.Single(await waiting).Body);
    }

    [Fact]
    public async Task Everything_that_lies_in_the_queues_can_be_read_and_stays_there()
    {
        await SendAsync("a", "b");
        await TakeAsync(1);
        var later = Now.AddMinutes(5);
        await Queue.SendAsync(QueueNames.Callbacks, [new OutgoingMessage("c", "later", later)], None);

        for (var look = 0; look < 2; look++)
        {
            var read = new List<QueuedMessage>();
            await foreach (var message in Reader.MessagesAsync(None))
                read.Add(message);
            Assert.Equal(
                [(QueueNames.Callbacks, "later", later), (QueueNames.Points, "a", Now), (QueueNames.Points, "b", Now)],
                read.OrderBy(m => m.Queue).ThenBy(m => m.Body).Select(m => (m.Queue, m.Body, m.Due))
            );
        }

        Assert.Equal("b", Assert.Single(await TakeAsync(1)).Body);
    }

    /// <summary>Receives until there are so many.</summary>
    protected async Task<IReadOnlyList<ReceivedMessage>> TakeAsync(int count, string queue = QueueNames.Points)
    {
        var receiver = Open();
        var taken = new List<ReceivedMessage>();
        var started = Stopwatch.StartNew();
        while (taken.Count < count)
        {
            Assert.True(started.Elapsed < Patience, $"Only {taken.Count} of {count} messages came.");
            var received = await receiver.ReceiveAsync(queue, count - taken.Count, Lease, None);
            taken.AddRange(received);
            if (received.Count == 0)
                await receiver.WaitAsync(queue, None).WaitAsync(Patience);
        }

        return taken;
    }

    private async Task AssertNothingAsync() =>
        Assert.Empty(await Open().ReceiveAsync(QueueNames.Points, 10, Lease, None));

    private Task SendAsync(params IReadOnlyList<string> bodies) =>
        Queue.SendAsync(QueueNames.Points, [.. bodies.Select(body => new OutgoingMessage($"id-{body}", body))], None);
}

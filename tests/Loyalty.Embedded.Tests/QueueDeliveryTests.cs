using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Embedded.Tests;

/// <summary>What the embedded queues promise beyond their ports.</summary>
public sealed class QueueDeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly DataFolder folder = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Fact]
    public async Task An_abandoned_message_comes_again_at_its_time_and_keeps_its_count()
    {
        await SendAsync("a");
        var messages = await ReceiveAsync();

        await folder.Queues.AbandonAsync(messages, folder.Time.GetUtcNow().AddSeconds(2), None);

        Assert.Empty(await ReceiveAsync());
        folder.Time.Advance(TimeSpan.FromSeconds(2));
        var again = Assert.Single(await ReceiveAsync());
        Assert.Equal((2, "a", "id-a"), (again.DeliveryCount, again.Body, again.MessageId));
    }

    [Fact]
    public async Task A_message_finds_a_place_also_where_its_millisecond_is_full()
    {
        await SendAsync("first");
        await folder.Database.WriteAsync(
            0,
            static (session, _) =>
            {
                session.Execute(
                    """
                    WITH RECURSIVE places (key) AS (
                      SELECT max(key) / 131072 * 131072 FROM messages
                      UNION ALL SELECT key + 1 FROM places WHERE (key + 1) % 131072 <> 0)
                    INSERT OR IGNORE INTO messages SELECT key, 0, 0, 'id', 'filling' FROM places
                    """
                );
                return 0;
            },
            None
        );

        await SendAsync("last").WaitAsync(TimeSpan.FromSeconds(30));

        await folder.Database.WriteAsync(
            0,
            static (session, _) =>
            {
                session.Execute("DELETE FROM messages WHERE body = 'filling'");
                return 0;
            },
            None
        );
        folder.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["first", "last"], (await ReceiveAsync()).Select(m => m.Body));
    }

    [Fact]
    public async Task A_message_delivered_too_often_is_parked_instead()
    {
        folder.Options.MaxDeliveries = 3;
        await SendAsync("poison", "good");
        for (var n = 0; n < 3; n++)
        {
            Assert.Contains("poison", (await ReceiveAsync()).Select(m => m.Body));
            folder.Time.Advance(Lease);
        }
        await SendAsync("fresh");

        Assert.Equal(["fresh"], (await ReceiveAsync()).Select(m => m.Body));

        var parked = (await folder.Parking.PageAsync(null, 10, None)).Items;
        Assert.Equal(["points-id-good", "points-id-poison"], parked.Select(p => p.ParkedId));
        Assert.All(parked, p => Assert.Equal(QueueNames.Points, p.Queue));
        Assert.All(parked, p => Assert.Contains("3 times", p.Reason, StringComparison.Ordinal));
        folder.Time.Advance(Lease);
        Assert.Equal(["fresh"], (await ReceiveAsync()).Select(m => m.Body));
    }

    [Fact]
    public async Task Leases_of_a_closed_store_are_void_and_deliveries_still_count()
    {
        await SendAsync("a");
        var before = Assert.Single(await ReceiveAsync());

        await folder.CloseAsync();

        var after = Assert.Single(await ReceiveAsync());
        Assert.Equal((1, 2), (before.DeliveryCount, after.DeliveryCount));
        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task A_message_that_ends_the_process_each_time_is_given_up()
    {
        folder.Options.MaxDeliveries = 3;
        await SendAsync("poison");
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(n + 1, Assert.Single(await ReceiveAsync()).DeliveryCount);
            await folder.CloseAsync();
        }

        Assert.Empty(await ReceiveAsync());

        Assert.Equal("poison", Assert.Single((await folder.Parking.PageAsync(null, 10, None)).Items).Body);
    }

    [Fact]
    public async Task A_message_that_nobody_takes_is_not_given_up_however_often_the_process_begins_anew()
    {
        folder.Options.MaxDeliveries = 3;
        await SendAsync("waiting");
        for (var n = 0; n < 5; n++)
            await folder.CloseAsync();

        Assert.Equal("waiting", Assert.Single(await ReceiveAsync()).Body);
    }

    [Fact]
    public async Task What_a_slower_clock_sends_behind_those_in_hand_is_delivered_too()
    {
        var slower = new ManualTimeProvider();
        folder.Time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync("in hand");
        await ReceiveAsync();

        await new SqliteQueues(folder.Database, Options.Create(folder.Options), slower).SendAsync(
            QueueNames.Points,
            [new OutgoingMessage("behind", "behind")],
            None
        );

        Assert.Equal("behind", Assert.Single(await ReceiveAsync()).Body);
    }

    [Fact]
    public async Task Sixty_four_receivers_share_the_messages_without_overlap()
    {
        await SendAsync([.. Enumerable.Range(0, 500).Select(n => $"{n}")]);

        var received = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => Task.Run(async () => await ReceiveAsync(10)))
        );

        Assert.Equal(500, received.SelectMany(m => m).Select(m => m.Body).Distinct().Count());
        Assert.Equal(500, received.Sum(m => m.Count));
    }

    [Fact]
    public async Task Depth_tells_what_is_due_what_is_for_later_and_how_old_the_oldest_is()
    {
        await SendAsync("a", "b");
        await folder.Queues.SendAsync(
            QueueNames.Points,
            [new OutgoingMessage("m", "later", folder.Time.GetUtcNow().AddHours(1))],
            None
        );
        folder.Time.Advance(TimeSpan.FromSeconds(7));

        var depth = await folder.Queues.DepthAsync(QueueNames.Points, None);

        Assert.Equal(new QueueDepth(2, 1, 0, TimeSpan.FromSeconds(7)), depth);
        Assert.Equal(new QueueDepth(0, 0, 0, null), await folder.Queues.DepthAsync(QueueNames.Callbacks, None));
    }

    private Task SendAsync(params string[] bodies) =>
        folder.Queues.SendAsync(QueueNames.Points, [.. bodies.Select(b => new OutgoingMessage($"id-{b}", b))], None);

    private Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int most = 100) =>
        folder.Queues.ReceiveAsync(QueueNames.Points, most, Lease, None);
}

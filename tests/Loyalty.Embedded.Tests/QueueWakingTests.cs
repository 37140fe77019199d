using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;

namespace Loyalty.Embedded.Tests;

public sealed class QueueWakingTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DataFolder folder = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Fact]
    public async Task Waiting_ends_at_once_when_something_is_due()
    {
        await folder.Queues.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "1")], None);

        await folder.Queues.WaitAsync(QueueNames.Points, None).WaitAsync(Patience);
    }

    [Fact]
    public async Task Waiting_ends_when_something_is_sent()
    {
        var waiting = await BeginWaitingAsync(QueueNames.Points);

        await folder.Queues.SendAsync(QueueNames.Callbacks, [new OutgoingMessage("a", "1")], None);
        Assert.False(waiting.IsCompleted);

        await folder.Queues.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "1")], None);
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Waiting_ends_when_a_request_is_claimed()
    {
        var waiting = await BeginWaitingAsync(QueueNames.Points);

        await folder.Registry.ClaimAsync(Sample.Message("r1"), None);

        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Waiting_ends_when_a_messages_time_has_come()
    {
        var at = folder.Time.GetUtcNow().AddMinutes(5);
        await folder.Queues.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "1", at)], None);
        var waiting = await BeginWaitingAsync(QueueNames.Points);

        folder.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(waiting.IsCompleted);

        folder.Time.Advance(TimeSpan.FromMinutes(1));
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Waiting_ends_when_a_lease_has_run_out()
    {
        await folder.Queues.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "1")], None);
        await folder.Queues.ReceiveAsync(QueueNames.Points, 1, Lease, None);
        var waiting = await BeginWaitingAsync(QueueNames.Points);

        folder.Time.Advance(Lease);

        await waiting.WaitAsync(Patience);
        Assert.Single(await folder.Queues.ReceiveAsync(QueueNames.Points, 1, Lease, None));
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var waiting = folder.Queues.WaitAsync(QueueNames.Points, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    /// <summary>Begins to wait, and returns when the waiter has looked and found nothing.</summary>
    private async Task<Task> BeginWaitingAsync(string queue)
    {
        // The first use of a queue is a write; after it, waiting looks at the file on this very thread.
        await folder.Queues.DepthAsync(queue, None);
        var waiting = folder.Queues.WaitAsync(queue, None);
        Assert.False(waiting.IsCompleted);
        return waiting;
    }
}

using Loyalty.ServiceBusServer;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>The server's queue by a clock that moves at every look, as real ones do.</summary>
public sealed class StoredQueueTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void A_message_whose_time_comes_between_two_looks_at_the_clock_is_delivered(int seconds)
    {
        var clock = new MovingClock();
        using var queue = new StoredQueue(new QueueDefinition("work"), clock);
        queue.Send([new StoredMessage([], default) { ScheduledFor = clock.Start.AddSeconds(seconds + 0.5) }]);

        Assert.Contains(Enumerable.Range(0, 20), _ => queue.TryLock() is not null);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void A_message_whose_lock_ends_between_two_looks_at_the_clock_is_free_again(int seconds)
    {
        var clock = new MovingClock();
        var definition = new QueueDefinition("work") { LockDuration = TimeSpan.FromSeconds(seconds + 0.5) };
        using var queue = new StoredQueue(definition, clock);
        queue.Send([new StoredMessage([], default)]);
        Assert.NotNull(queue.TryLock());

        Assert.Contains(Enumerable.Range(0, 20), _ => queue.TryLock() is not null);
    }

    /// <summary>A second passes with every look.</summary>
    private sealed class MovingClock : TimeProvider
    {
        private int looks;

        public DateTimeOffset Start { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Start.AddSeconds(looks++);
    }
}

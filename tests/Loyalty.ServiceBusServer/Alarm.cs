namespace Loyalty.ServiceBusServer;

/// <summary>Rings when the time of a message has come: to be delivered, to be free again, to be over. Its owner sees to it
/// that one thread at a time sets it.</summary>
internal sealed class Alarm : IDisposable
{
    // A timer takes no more than some weeks; whoever wakes early sets it again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly PriorityQueue<StoredMessage, DateTimeOffset> due = new();

    public Alarm(TimeProvider time, Action ring)
    {
        this.time = time;
        timer = time.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    public void SetFor(StoredMessage message, DateTimeOffset at)
    {
        due.Enqueue(message, at);
        SetTimer();
    }

    /// <summary>The next message whose time has come by an instant; it may have been put off or be gone since. By the caller's
    /// instant: one that is taken by a later one would be found not due by the caller, and never ring again.</summary>
    public bool TryTake(DateTimeOffset now, out StoredMessage? message)
    {
        if (due.TryPeek(out message, out var at) && at <= now)
        {
            due.Dequeue();
            return true;
        }

        SetTimer();
        return false;
    }

    private void SetTimer()
    {
        if (!due.TryPeek(out _, out var at))
            return;
        var wait = at - time.GetUtcNow();
        timer.Change(
            wait < Shortest ? Shortest
                : wait < Longest ? wait
                : Longest,
            Timeout.InfiniteTimeSpan
        );
    }
}

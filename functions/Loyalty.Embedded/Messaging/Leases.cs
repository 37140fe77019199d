namespace Loyalty.Embedded;

/// <summary>
/// Which messages of a queue are in hand, and where the free ones begin. Whoever reads rows to hand them out does so within
/// <see cref="With"/>, from the first row to the last: a lease ends only after the removal of its row is durable, so a row
/// that is seen there and not held is free.
/// </summary>
internal sealed class Leases
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, Lease> held = [];
    private DateTimeOffset firstEnd = DateTimeOffset.MaxValue;

    /// <summary>No row before this key is free.</summary>
    public long From { get; private set; }

    /// <summary>When the first lease ends; null = nothing is held. One that was given back may have been the first.</summary>
    public DateTimeOffset? FirstEnd => held.Count == 0 ? null : firstEnd;

    /// <summary>Works with the leases, one thread at a time.</summary>
    public T With<T>(Func<Leases, T> work)
    {
        lock (gate)
            return work(this);
    }

    /// <summary>Whether a message may be handed out: nobody has it, or not in time.</summary>
    /// <param name="key">The message.</param>
    /// <param name="now">The time.</param>
    /// <param name="before">For which delivery it was leased last; 0 = for none that is known.</param>
    public bool IsFree(long key, DateTimeOffset now, out int before)
    {
        var isKnown = held.TryGetValue(key, out var lease);
        before = lease.DeliveryCount;
        return !isKnown || lease.Until <= now;
    }

    public bool IsHeld(LeasedMessage message) =>
        held.TryGetValue(message.Key, out var lease) && lease.DeliveryCount == message.DeliveryCount;

    public void Hold(LeasedMessage message, DateTimeOffset until)
    {
        held[message.Key] = new Lease(until, message.DeliveryCount);
        firstEnd = firstEnd < until ? firstEnd : until;
    }

    /// <summary>Ends a lease, unless it was lost to another.</summary>
    public bool End(LeasedMessage message) => IsHeld(message) && held.Remove(message.Key);

    /// <summary>Every row up to this key is held.</summary>
    public void HeldUpTo(long key) => From = key + 1;

    /// <summary>There is a free row with this key.</summary>
    public void FreeAt(long key) => From = Math.Min(From, key);

    /// <summary>Goes back to the messages whose leases are over.</summary>
    public void FreeLost(DateTimeOffset now)
    {
        if (firstEnd > now)
            return;
        firstEnd = DateTimeOffset.MaxValue;
        foreach (var (key, lease) in held)
            if (lease.Until <= now)
                FreeAt(key);
            else
                firstEnd = firstEnd < lease.Until ? firstEnd : lease.Until;
    }

    /// <param name="Until">Till when a message is one receiver's.</param>
    /// <param name="DeliveryCount">The delivery that it was leased for.</param>
    private readonly record struct Lease(DateTimeOffset Until, int DeliveryCount);
}

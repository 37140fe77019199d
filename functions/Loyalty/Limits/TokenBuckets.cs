namespace Loyalty.Limits;

/// <summary>
/// A bucket for each name: it holds so many at once and fills evenly. As an instant at which it is full again (the generic
/// cell rate algorithm), so that a bucket is one number. The framework's limiters read the machine's clock and keep any
/// number of names; these take the product's clock, and forget full buckets when there are too many.
/// </summary>
/// <param name="perSecond">How many come in a second; 0 = no limit.</param>
/// <param name="size">How many there are in a full bucket; at least one.</param>
/// <param name="most">Most buckets that are kept, beyond those that somebody is using up.</param>
/// <param name="time">The clock.</param>
public sealed class TokenBuckets(double perSecond, double size, int most, TimeProvider time)
{
    private readonly CountedMap<string, Bucket> buckets = new(StringComparer.Ordinal);

    // In the ticks of the clock, of which there are more than a double can count.
    private readonly long each = perSecond > 0 ? (long)(time.TimestampFrequency / perSecond) : 0;
    private readonly long room =
        perSecond > 0 ? (long)(time.TimestampFrequency / perSecond * (Math.Max(1, size) - 1)) : 0;

    /// <summary>How many buckets there are.</summary>
    internal int Count => buckets.Count;

    /// <summary>Takes one.</summary>
    /// <returns>Null when there was one; else how long until there is.</returns>
    public TimeSpan? Take(string name)
    {
        if (perSecond <= 0)
            return null;
        var now = time.GetTimestamp();
        if (buckets.Count > most)
            Forget(now);
        var bucket = buckets.GetOrAdd(name, static _ => new Bucket());
        lock (bucket)
        {
            var full = Math.Max(bucket.FullAt, now);
            if (full - now > room)
                return After(full - now - room);
            bucket.FullAt = full + each;
            return null;
        }
    }

    /// <summary>How long until there is one; null = there is.</summary>
    public TimeSpan? Wait(string name)
    {
        if (!buckets.TryGetValue(name, out var bucket))
            return null;
        var now = time.GetTimestamp();
        lock (bucket)
            return bucket.FullAt - now > room ? After(bucket.FullAt - now - room) : null;
    }

    /// <summary>Puts back one that was taken.</summary>
    public void GiveBack(string name)
    {
        if (buckets.TryGetValue(name, out var bucket))
            lock (bucket)
                bucket.FullAt -= each;
    }

    private TimeSpan After(long ticks) => TimeSpan.FromSeconds((double)ticks / time.TimestampFrequency);

    private void Forget(long now)
    {
        foreach (var (name, bucket) in buckets)
            if (bucket.FullAt <= now)
                buckets.Remove(name);
        // Somebody has names without end: who is held back now begins anew, and memory stays what it is.
        if (buckets.Count > most)
            buckets.Clear();
    }

    private sealed class Bucket
    {
        public long FullAt;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Loyalty;

/// <summary>
/// A concurrent dictionary that knows how many it holds. To ask the framework's takes every one of its locks, of which
/// there are about a thousand once it has grown: far too much for something that is asked with every use.
/// </summary>
public sealed class CountedMap<TKey, TValue>(IEqualityComparer<TKey>? comparer = null)
    : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> map = new(comparer);
    private int count;

    /// <summary>How many there are; of those that are being added or removed at this moment, some more or fewer.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The value, if there is one.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => map.TryGetValue(key, out value);

    /// <summary>Keeps the value, in place of any other.</summary>
    public void Set(TKey key, TValue value)
    {
        while (!TryAdd(key, value))
            if (map.TryGetValue(key, out var kept) && map.TryUpdate(key, value, kept))
                return;
    }

    /// <summary>The value that is kept, or else a new one, which is kept now.</summary>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        while (true)
        {
            if (map.TryGetValue(key, out var kept))
                return kept;
            var made = make(key);
            if (TryAdd(key, made))
                return made;
        }
    }

    /// <summary>Forgets the key.</summary>
    public void Remove(TKey key)
    {
        if (map.TryRemove(key, out _))
            Interlocked.Decrement(ref count);
    }

    /// <summary>Forgets the key, unless it has another value by now.</summary>
    public void Remove(TKey key, TValue value)
    {
        if (map.TryRemove(new KeyValuePair<TKey, TValue>(key, value)))
            Interlocked.Decrement(ref count);
    }

    /// <summary>Forgets all; of those that are added meanwhile, some.</summary>
    public void Clear()
    {
        foreach (var (key, _) in map)
            Remove(key);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => map.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    private bool TryAdd(TKey key, TValue value)
    {
        if (!map.TryAdd(key, value))
            return false;
        Interlocked.Increment(ref count);
        return true;
    }
}

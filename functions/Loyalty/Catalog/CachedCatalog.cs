using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Loyalty.Catalog;

/// <summary>
/// The catalog as the product reads it: documents, and the knowledge that there is none, are kept for seconds. A write
/// through this instance is in force at once. A read that began before such a write never outlives it.
/// </summary>
public sealed class CachedCatalog(ICatalog store, IOptions<CatalogOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Kind, CatalogKey Key), Slot> slots = new();
    private long generation;

    /// <summary>The document, or null; at most <see cref="CatalogOptions.CacheFor"/> old.</summary>
    public ValueTask<T?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> =>
        slots.TryGetValue((T.Kind, key), out var slot) && time.GetElapsedTime(slot.ReadAt) < options.Value.CacheFor
            ? new ValueTask<T?>((T?)slot.Document)
            : ReadAsync<T>(key, cancellationToken);

    /// <summary>As <see cref="ICatalog.CreateAsync"/>.</summary>
    public async Task<string?> CreateAsync<T>(T document, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        try
        {
            return await store.CreateAsync(document, cancellationToken);
        }
        finally
        {
            Forget(T.Kind, document.Key);
        }
    }

    /// <summary>As <see cref="ICatalog.ReplaceAsync"/>.</summary>
    public async Task<string?> ReplaceAsync<T>(T document, string etag, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        try
        {
            return await store.ReplaceAsync(document, etag, cancellationToken);
        }
        finally
        {
            Forget(T.Kind, document.Key);
        }
    }

    private async ValueTask<T?> ReadAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        var before = Volatile.Read(ref generation);
        var readAt = time.GetTimestamp();
        var found = await store.FindAsync<T>(key, cancellationToken);
        if (slots.Count >= options.Value.CacheSize)
            slots.Clear();
        slots[(T.Kind, key)] = new Slot(found?.Value, readAt);
        // A write that finished while the store was asked may be missing from the answer.
        if (Volatile.Read(ref generation) != before)
            slots.TryRemove((T.Kind, key), out _);
        return found?.Value;
    }

    private void Forget(string kind, CatalogKey key)
    {
        Interlocked.Increment(ref generation);
        slots.TryRemove((kind, key), out _);
    }

    private sealed record Slot(object? Document, long ReadAt);
}

using Microsoft.Extensions.Options;

namespace Loyalty.Catalog;

/// <summary>
/// The catalog as the product reads it: documents, and the knowledge that there is none, are kept for seconds. A write
/// through this instance is in force at once. A read that began before such a write never outlives it.
/// </summary>
public sealed class CachedCatalog(ICatalog store, IOptions<CatalogOptions> options, TimeProvider time)
{
    private readonly CountedMap<(string Kind, CatalogKey Key), Slot> slots = new();
    private long generation;

    /// <summary>The document, or null; at most <see cref="CatalogOptions.CacheFor"/> old.</summary>
    public ValueTask<T?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> =>
        slots.TryGetValue((T.Kind, key), out var slot) && time.GetElapsedTime(slot.ReadAt) < options.Value.CacheFor
            ? new ValueTask<T?>((T?)slot.Document)
            : ReadAsync<T>(key, cancellationToken);

    /// <summary>A caller's organisation, which is never removed.</summary>
    public async ValueTask<Organisation> OrganisationAsync(OrgId org, CancellationToken cancellationToken) =>
        await FindAsync<Organisation>(Organisation.KeyOf(org), cancellationToken)
        ?? throw new InvalidOperationException($"Organisation {org} does not exist.");

    /// <summary>An organisation's <see cref="Organisation.DefaultRegion"/>.</summary>
    public async ValueTask<string?> RegionOfAsync(OrgId org, CancellationToken cancellationToken) =>
        (await FindAsync<Organisation>(Organisation.KeyOf(org), cancellationToken))?.DefaultRegion;

    /// <inheritdoc cref="ICatalog.CreateAsync{T}(T, AuditRecord, CancellationToken)"/>
    public Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> =>
        WriteAsync<T, string?>(document.Key, () => store.CreateAsync(document, audit, cancellationToken));

    /// <inheritdoc cref="ICatalog.CreateAsync{T}(T, CancellationToken)"/>
    public Task<string?> CreateAsync<T>(T document, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> => CreateAsync(document, null, cancellationToken);

    /// <inheritdoc cref="ICatalog.ReplaceAsync{T}(T, string, AuditRecord, CancellationToken)"/>
    public Task<string?> ReplaceAsync<T>(
        T document,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> =>
        WriteAsync<T, string?>(document.Key, () => store.ReplaceAsync(document, etag, audit, cancellationToken));

    /// <inheritdoc cref="ICatalog.ReplaceAsync{T}(T, string, CancellationToken)"/>
    public Task<string?> ReplaceAsync<T>(T document, string etag, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> => ReplaceAsync(document, etag, null, cancellationToken);

    /// <inheritdoc cref="ICatalog.DeleteAsync{T}"/>
    public Task<bool> DeleteAsync<T>(
        CatalogKey key,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> =>
        WriteAsync<T, bool>(key, () => store.DeleteAsync<T>(key, etag, audit, cancellationToken));

    /// <summary>A write may have reached the store although it failed here.</summary>
    private async Task<TResult> WriteAsync<T, TResult>(CatalogKey key, Func<Task<TResult>> write)
        where T : class, ICatalogDocument<T>
    {
        try
        {
            return await write();
        }
        finally
        {
            Forget(T.Kind, key);
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
        slots.Set((T.Kind, key), new Slot(found?.Value, readAt));
        // A write that finished while the store was asked may be missing from the answer.
        if (Volatile.Read(ref generation) != before)
            slots.Remove((T.Kind, key));
        return found?.Value;
    }

    private void Forget(string kind, CatalogKey key)
    {
        Interlocked.Increment(ref generation);
        slots.Remove((kind, key));
    }

    private sealed record Slot(object? Document, long ReadAt);
}

namespace Loyalty.Catalog;

/// <summary>Port: the small documents that organisations set up. Adapters store; <see cref="CachedCatalog"/> caches.</summary>
public interface ICatalog
{
    /// <summary>The document, or null.</summary>
    ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>;

    /// <summary>Stores a new document and returns its ETag; null when one with its key exists (nothing is written).</summary>
    Task<string?> CreateAsync<T>(T document, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>;

    /// <summary>Replaces the document read with <paramref name="etag"/> and returns the new ETag; null when it has
    /// changed since or is gone (nothing is written).</summary>
    Task<string?> ReplaceAsync<T>(T document, string etag, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>;
}

namespace Loyalty.Catalog;

/// <summary>Port: the small documents that organisations set up. Adapters store; <see cref="CachedCatalog"/> caches.</summary>
public interface ICatalog
{
    /// <summary>The document, or null.</summary>
    ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>;

    /// <summary>The documents of a scope in the order of their ids (ordinal).</summary>
    /// <param name="scope">The scope of their keys.</param>
    /// <param name="cursor">Where the page before ended; null = from the first. Opaque; one not given out by the store
    /// is an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<Versioned<T>>> ListAsync<T>(string scope, string? cursor, int limit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>;

    /// <summary>The documents of a scope that stand under all of these terms, in the order of their ids. A page may be
    /// shorter than asked for, also empty, and still lead on: nobody waits until a rare one is found.</summary>
    /// <param name="scope">The scope of their keys.</param>
    /// <param name="terms">At least one, each once.</param>
    /// <param name="cursor">Where the page before ended; null = from the first. Opaque, and good for the same terms alone; one
    /// not given out by the store is an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<Versioned<T>>> SearchAsync<T>(
        string scope,
        IReadOnlyList<string> terms,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>;

    /// <summary>Stores a new document and returns its ETag; null when one with its key exists (nothing is written).</summary>
    /// <param name="document">The document.</param>
    /// <param name="audit">Who did it: stored with the document or, like it, not at all; null = the product itself.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>;

    /// <summary>Replaces the document read with <paramref name="etag"/> and returns the new ETag; null when it has
    /// changed since or is gone (nothing is written).</summary>
    Task<string?> ReplaceAsync<T>(T document, string etag, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>;

    /// <summary>Removes the document read with <paramref name="etag"/>; false when it has changed since or is gone
    /// (nothing is written).</summary>
    Task<bool> DeleteAsync<T>(CatalogKey key, string etag, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>;

    /// <summary>Adds a record of a change to something that is kept elsewhere, a message or an entry of the ledger. The same
    /// record added again is one record.</summary>
    Task RecordAsync(AuditRecord audit, CancellationToken cancellationToken);

    /// <summary>What was changed in an organisation, newest first.</summary>
    Task<Page<AuditRecord>> AuditAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken);

    /// <inheritdoc cref="CreateAsync{T}(T, AuditRecord, CancellationToken)"/>
    Task<string?> CreateAsync<T>(T document, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> => CreateAsync(document, null, cancellationToken);

    /// <inheritdoc cref="ReplaceAsync{T}(T, string, AuditRecord, CancellationToken)"/>
    Task<string?> ReplaceAsync<T>(T document, string etag, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> => ReplaceAsync(document, etag, null, cancellationToken);
}

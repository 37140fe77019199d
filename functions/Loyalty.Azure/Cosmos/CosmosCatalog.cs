using Loyalty.Catalog;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// The organisations' documents. One container holds every kind, partitioned by kind and scope: the kinds are small and
/// share one throughput instead of paying a minimum each, a list of one kind of one organisation stays in one partition,
/// and an organisation's members (up to 20 GB, tens of millions) do not weigh on its rules.
/// </summary>
internal sealed class CosmosCatalog(CosmosContainers containers) : ICatalog
{
    private readonly DocumentStore store = containers.Catalog;

    /// <inheritdoc/>
    public async ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> => await store.FindAsync(KeyOf<T>(key), T.Json, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<Versioned<T>>> ListAsync<T>(
        string scope,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<bool> DeleteAsync<T>(
        CatalogKey key,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<Page<AuditRecord>> AuditAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        var key = KeyOf<T>(document.Key);
        return store.CreateAsync(key, DocumentForm.Write(key, document, T.Json), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string?> ReplaceAsync<T>(
        T document,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        var key = KeyOf<T>(document.Key);
        return store.ReplaceAsync(key, DocumentForm.Write(key, document, T.Json), etag, cancellationToken);
    }

    private static DocumentKey KeyOf<T>(CatalogKey key)
        where T : class, ICatalogDocument<T> => new(DocumentKey.IdOf(key.Id), $"{T.Kind}|{key.Scope}");
}

using Loyalty.Catalog;

namespace Loyalty.Contracts.Support;

/// <summary>A catalog that does something just before a call: fails, or lets somebody else go first.</summary>
public sealed class HookedCatalog(ICatalog store) : ICatalog
{
    /// <summary>Called before each reading of one document.</summary>
    public Action? BeforeRead { get; set; }

    /// <summary>Gets the number of the write, from 1.</summary>
    public Func<int, Task>? BeforeWrite { get; set; }

    /// <summary>How many writes were tried since the hook was set.</summary>
    public int Writes { get; set; }

    public ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        BeforeRead?.Invoke();
        return store.FindAsync<T>(key, cancellationToken);
    }

    public Task<Page<Versioned<T>>> ListAsync<T>(
        string scope,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> => store.ListAsync<T>(scope, cursor, limit, cancellationToken);

    public Task<Page<Versioned<T>>> SearchAsync<T>(
        string scope,
        IReadOnlyList<string> terms,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> => store.SearchAsync<T>(scope, terms, cursor, limit, cancellationToken);

    public Task<Page<AuditRecord>> AuditAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => store.AuditAsync(org, cursor, limit, cancellationToken);

    public async Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        await HookAsync();
        return await store.CreateAsync(document, audit, cancellationToken);
    }

    public async Task<string?> ReplaceAsync<T>(
        T document,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        await HookAsync();
        return await store.ReplaceAsync(document, etag, audit, cancellationToken);
    }

    public async Task<bool> DeleteAsync<T>(
        CatalogKey key,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        await HookAsync();
        return await store.DeleteAsync<T>(key, etag, audit, cancellationToken);
    }

    public async Task RecordAsync(AuditRecord audit, CancellationToken cancellationToken)
    {
        await HookAsync();
        await store.RecordAsync(audit, cancellationToken);
    }

    private Task HookAsync() => BeforeWrite?.Invoke(++Writes) ?? Task.CompletedTask;
}

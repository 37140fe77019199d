using Loyalty.Catalog;

namespace Loyalty.Azure.Tests.KeyVault;

/// <summary>A catalog into which another instance writes just before this one does, or which is away.</summary>
internal sealed class MeddledCatalog(ICatalog inner) : ICatalog
{
    /// <summary>Runs once, before the next write.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    /// <summary>Thrown by every call.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Told of every reading.</summary>
    public Action? OnRead { get; set; }

    public ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        OnRead?.Invoke();
        return Fault is null ? inner.FindAsync<T>(key, cancellationToken) : throw Fault;
    }

    public Task<Page<Versioned<T>>> ListAsync<T>(
        string scope,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> => inner.ListAsync<T>(scope, cursor, limit, cancellationToken);

    public async Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        await MeddleAsync();
        return await inner.CreateAsync(document, audit, cancellationToken);
    }

    public async Task<string?> ReplaceAsync<T>(
        T document,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        await MeddleAsync();
        return await inner.ReplaceAsync(document, etag, audit, cancellationToken);
    }

    public Task<bool> DeleteAsync<T>(
        CatalogKey key,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> => inner.DeleteAsync<T>(key, etag, audit, cancellationToken);

    public Task<Page<AuditRecord>> AuditAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => inner.AuditAsync(org, cursor, limit, cancellationToken);

    public Task RecordAsync(AuditRecord audit, CancellationToken cancellationToken) =>
        inner.RecordAsync(audit, cancellationToken);

    private Task MeddleAsync()
    {
        var meddle = BeforeWrite;
        BeforeWrite = null;
        return meddle?.Invoke() ?? Task.CompletedTask;
    }
}

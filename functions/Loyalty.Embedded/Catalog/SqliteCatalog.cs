using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Embedded;

/// <summary>The organisations' documents in SQLite. An ETag is the number of writes that the document has
/// seen.</summary>
public sealed class SqliteCatalog(SqliteDatabase database) : ICatalog
{
    private const string FindSql = "SELECT revision, body FROM catalog WHERE kind = ? AND scope = ? AND id = ?";
    private const string CreateSql =
        "INSERT INTO catalog (kind, scope, id, revision, body) VALUES (?, ?, ?, 1, ?) ON CONFLICT DO NOTHING";
    private const string ReplaceSql =
        "UPDATE catalog SET revision = revision + 1, body = ? WHERE kind = ? AND scope = ? AND id = ? AND revision = ?";

    /// <inheritdoc/>
    public ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> =>
        database.ReadAsync(
            key,
            static (session, key) =>
            {
                using var row = session.Use(FindSql).Bind(1, T.Kind).Bind(2, key.Scope).Bind(3, key.Id);
                return row.Step()
                    ? new Versioned<T>(Documents.Read(row.Bytes(1), T.Json), Revision.ETag(row.Int64(0)))
                    : null;
            },
            cancellationToken
        );

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
    public async Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(document, T.Json);
        var created = await database.WriteAsync(
            (document.Key, body),
            static (session, state) =>
                session
                    .Use(CreateSql)
                    .Bind(1, T.Kind)
                    .Bind(2, state.Key.Scope)
                    .Bind(3, state.Key.Id)
                    .Bind(4, state.body)
                    .Run(),
            cancellationToken
        );
        return created == 0 ? null : Revision.ETag(1);
    }

    /// <inheritdoc/>
    public async Task<string?> ReplaceAsync<T>(
        T document,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        if (!Revision.TryParse(etag, out var revision))
            return null;
        var body = JsonSerializer.SerializeToUtf8Bytes(document, T.Json);
        var replaced = await database.WriteAsync(
            (document.Key, body, revision),
            static (session, state) =>
                session
                    .Use(ReplaceSql)
                    .Bind(1, state.body)
                    .Bind(2, T.Kind)
                    .Bind(3, state.Key.Scope)
                    .Bind(4, state.Key.Id)
                    .Bind(5, state.revision)
                    .Run(),
            cancellationToken
        );
        return replaced == 0 ? null : Revision.ETag(revision + 1);
    }
}

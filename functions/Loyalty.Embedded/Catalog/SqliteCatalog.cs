using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Embedded;

/// <summary>
/// The organisations' documents in SQLite. An ETag is the document's revision, one more with every write. The first is
/// above those of everything that was ever deleted, so that a document made anew under an old key has none of the old
/// one's tags.
/// </summary>
public sealed class SqliteCatalog(SqliteDatabase database) : ICatalog
{
    private const string FindSql = "SELECT revision, body FROM catalog WHERE kind = ? AND scope = ? AND id = ?";
    private const string ListSql =
        "SELECT id, revision, body FROM catalog WHERE kind = ? AND scope = ? AND id > ? ORDER BY id LIMIT ?";
    private const string CreateSql = """
        INSERT INTO catalog (kind, scope, id, revision, body)
        VALUES (?, ?, ?, (SELECT value + 1 FROM counters WHERE name = 'catalog'), ?)
        ON CONFLICT DO NOTHING RETURNING revision
        """;
    private const string ReplaceSql =
        "UPDATE catalog SET revision = revision + 1, body = ? WHERE kind = ? AND scope = ? AND id = ? AND revision = ?";
    private const string DeleteSql =
        "DELETE FROM catalog WHERE kind = ? AND scope = ? AND id = ? AND revision = ? RETURNING body";
    private const int MostSeeks = 20_000;
    private const string DeletedSql = "UPDATE counters SET value = max(value, ?) WHERE name = 'catalog'";

    /// <inheritdoc/>
    public ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> => database.ReadAsync(key, Find<T>, cancellationToken);

    /// <inheritdoc/>
    public async Task<Page<Versioned<T>>> ListAsync<T>(
        string scope,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var after = cursor is null ? "" : CatalogCursor.Parse(T.Kind, cursor);
        return await database.ReadAsync(
            (scope, after, limit),
            static (session, state) =>
                session
                    .Use(ListSql)
                    .Bind(1, T.Kind)
                    .Bind(2, state.scope)
                    .Bind(3, state.after)
                    .ReadPage(
                        4,
                        state.limit,
                        static row => new Versioned<T>(
                            Documents.Read(row.Bytes(2), T.Json),
                            Revision.ETag(row.Int64(1))
                        ),
                        static row => CatalogCursor.Behind(T.Kind, row.Text(0))
                    ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<Page<Versioned<T>>> SearchAsync<T>(
        string scope,
        IReadOnlyList<string> terms,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count, nameof(terms));
        var after = cursor is null ? "" : CatalogCursor.Parse(T.Kind, cursor);
        return await database.ReadAsync(
            (scope, terms, after, limit),
            static (session, state) =>
            {
                var (ids, last) = TermTable.Find(
                    session,
                    T.Kind,
                    state.scope,
                    state.terms,
                    state.after,
                    state.limit,
                    MostSeeks
                );
                // Another connection may write meanwhile, and remove what was found.
                var found = ids.Select(id => Find<T>(session, new CatalogKey(state.scope, id))).OfType<Versioned<T>>();
                return new Page<Versioned<T>>([.. found], last is null ? null : CatalogCursor.Behind(T.Kind, last));
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<Page<AuditRecord>> AuditAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var before = cursor is null ? (At: long.MaxValue, Id: "") : Cursor.ParsePlace(cursor);
        return await database.ReadAsync(
            (org, before, limit),
            static (session, state) => AuditTable.Page(session, state.org, state.before, state.limit),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task RecordAsync(AuditRecord audit, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            audit,
            static (session, audit) =>
            {
                AuditTable.AddOnce(session, audit);
                return true;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        // Away from the writer, which everybody waits for; as is what a change needs.
        var body = JsonSerializer.SerializeToUtf8Bytes(document, T.Json);
        var revision = await WriteAsync(
            (document.Key, body, Terms: T.TermsOf(document)),
            static (session, state) =>
            {
                using var created = session
                    .Use(CreateSql)
                    .Bind(1, T.Kind)
                    .Bind(2, state.Key.Scope)
                    .Bind(3, state.Key.Id)
                    .Bind(4, state.body);
                if (!created.Step())
                    return 0;
                TermTable.Change(session, T.Kind, state.Key, null, state.Terms);
                return created.Int64(0);
            },
            audit,
            cancellationToken
        );
        return revision == 0 ? null : Revision.ETag(revision);
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
        var replaced = await WriteAsync(
            (document.Key, body, revision, Terms: T.TermsOf(document)),
            static (session, state) =>
            {
                var before = state.Terms is null ? null : Find<T>(session, state.Key);
                var replaced = session
                    .Use(ReplaceSql)
                    .Bind(1, state.body)
                    .Bind(2, T.Kind)
                    .Bind(3, state.Key.Scope)
                    .Bind(4, state.Key.Id)
                    .Bind(5, state.revision)
                    .Run();
                if (replaced > 0 && before is not null)
                    TermTable.Change(session, T.Kind, state.Key, T.TermsOf(before.Value), state.Terms);
                return replaced;
            },
            audit,
            cancellationToken
        );
        return replaced == 0 ? null : Revision.ETag(revision + 1);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(
        CatalogKey key,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> =>
        Revision.TryParse(etag, out var revision)
        && await WriteAsync(
            (key, revision),
            static (session, state) =>
            {
                using var deleted = session
                    .Use(DeleteSql)
                    .Bind(1, T.Kind)
                    .Bind(2, state.key.Scope)
                    .Bind(3, state.key.Id)
                    .Bind(4, state.revision);
                if (!deleted.Step())
                    return 0;
                var before = Documents.Read(deleted.Bytes(0), T.Json);
                TermTable.Change(session, T.Kind, state.key, T.TermsOf(before), null);
                session.Use(DeletedSql).Bind(1, state.revision).Run();
                return 1;
            },
            audit,
            cancellationToken
        ) > 0;

    private static Versioned<T>? Find<T>(SqliteSession session, CatalogKey key)
        where T : class, ICatalogDocument<T>
    {
        using var row = session.Use(FindSql).Bind(1, T.Kind).Bind(2, key.Scope).Bind(3, key.Id);
        return row.Step() ? new Versioned<T>(Documents.Read(row.Bytes(1), T.Json), Revision.ETag(row.Int64(0))) : null;
    }

    /// <summary>Writes one row, and the record of it in the same transaction unless the outcome is 0: nothing was
    /// written.</summary>
    private Task<long> WriteAsync<TState>(
        TState state,
        Func<SqliteSession, TState, long> write,
        AuditRecord? audit,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            (state, write, audit),
            static (session, unit) =>
            {
                var outcome = unit.write(session, unit.state);
                if (outcome != 0 && unit.audit is not null)
                    AuditTable.Add(session, unit.audit);
                return outcome;
            },
            cancellationToken
        );
}

using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Tests.Support;

/// <summary>A catalog in memory. Documents are kept as JSON, so that what cannot be stored is found.</summary>
internal sealed class InMemoryCatalog : ICatalog
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, CatalogKey Key), (string Json, string ETag)> documents = [];
    private readonly List<AuditRecord> records = [];
    private int version;

    public ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        lock (gate)
            return new(documents.TryGetValue((T.Kind, key), out var found) ? Read<T>(found) : null);
    }

    public Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> =>
        Task.FromResult(Change<T>(document.Key, null, JsonSerializer.Serialize(document, T.Json), audit));

    public Task<string?> ReplaceAsync<T>(
        T document,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> =>
        Task.FromResult(Change<T>(document.Key, etag, JsonSerializer.Serialize(document, T.Json), audit));

    public Task<bool> DeleteAsync<T>(
        CatalogKey key,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> => Task.FromResult(Change<T>(key, etag, null, audit) is not null);

    public Task<Page<Versioned<T>>> ListAsync<T>(
        string scope,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> => Task.FromResult(Page<T>(scope, _ => true, cursor, limit));

    public Task<Page<Versioned<T>>> SearchAsync<T>(
        string scope,
        IReadOnlyList<string> terms,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T> =>
        Task.FromResult(Page<T>(scope, item => terms.All(T.TermsOf(item)!.Contains), cursor, limit));

    public Task RecordAsync(AuditRecord audit, CancellationToken cancellationToken)
    {
        lock (gate)
            if (!IsRecorded(audit))
                records.Add(audit);
        return Task.CompletedTask;
    }

    public Task<Page<AuditRecord>> AuditAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(
                Pages.Of(
                    $"audit/{org}",
                    records
                        .Select((record, number) => (Pages.Place(record.At, number), record))
                        .Where(item => item.record.OrgId == org),
                    cursor,
                    limit,
                    newestFirst: true
                )
            );
    }

    /// <summary>Puts a document there, whatever was there before.</summary>
    public void Put<T>(T document)
        where T : class, ICatalogDocument<T>
    {
        lock (gate)
            documents[(T.Kind, document.Key)] = (JsonSerializer.Serialize(document, T.Json), $"{++version}");
    }

    private Page<Versioned<T>> Page<T>(string scope, Func<T, bool> fits, string? cursor, int limit)
        where T : class, ICatalogDocument<T>
    {
        lock (gate)
            return Pages.Of(
                $"{T.Kind}/{scope}",
                documents
                    .Where(item => item.Key.Kind == T.Kind && item.Key.Key.Scope == scope)
                    .Select(item => (item.Key.Key.Id, Item: Read<T>(item.Value)))
                    .Where(item => fits(item.Item.Value)),
                cursor,
                limit
            );
    }

    /// <returns>The new tag, or null when the document has another tag than expected.</returns>
    private string? Change<T>(CatalogKey key, string? expected, string? json, AuditRecord? audit)
        where T : class, ICatalogDocument<T>
    {
        lock (gate)
        {
            if (documents.GetValueOrDefault((T.Kind, key)).ETag != expected)
                return null;
            if (audit is not null && IsRecorded(audit))
                throw new InvalidOperationException("The record exists already.");
            var etag = $"{++version}";
            if (json is null)
                documents.Remove((T.Kind, key));
            else
                documents[(T.Kind, key)] = (json, etag);
            if (audit is not null)
                records.Add(audit);
            return etag;
        }
    }

    private bool IsRecorded(AuditRecord audit) =>
        records.Exists(record => (record.OrgId, record.AuditId) == (audit.OrgId, audit.AuditId));

    private static Versioned<T> Read<T>((string Json, string ETag) stored)
        where T : class, ICatalogDocument<T> => new(JsonSerializer.Deserialize(stored.Json, T.Json)!, stored.ETag);
}

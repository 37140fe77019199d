using System.Collections.Concurrent;
using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Tests.Support;

/// <summary>A catalog in memory. Documents are kept as JSON, so that what cannot be stored is found.</summary>
internal sealed class InMemoryCatalog : ICatalog
{
    private readonly ConcurrentDictionary<(string Kind, CatalogKey Key), (string Json, string ETag)> documents = new();
    private readonly List<AuditRecord> records = [];
    private int version;

    public ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> =>
        new(
            documents.TryGetValue((T.Kind, key), out var found)
                ? new Versioned<T>(JsonSerializer.Deserialize(found.Json, T.Json)!, found.ETag)
                : null
        );

    public Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        var (json, etag) = Written(document);
        var created = documents.TryAdd((T.Kind, document.Key), (json, etag));
        Record(created, audit);
        return Task.FromResult(created ? etag : null);
    }

    public Task<string?> ReplaceAsync<T>(
        T document,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        var place = (T.Kind, document.Key);
        var written = Written(document);
        var replaced =
            documents.TryGetValue(place, out var found)
            && found.ETag == etag
            && documents.TryUpdate(place, written, found);
        Record(replaced, audit);
        return Task.FromResult(replaced ? written.ETag : null);
    }

    public Task<Page<Versioned<T>>> ListAsync<T>(
        string scope,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        var rest = documents
            .Where(item => item.Key.Kind == T.Kind && item.Key.Key.Scope == scope)
            .Where(item => cursor is null || string.CompareOrdinal(item.Key.Key.Id, cursor) > 0)
            .OrderBy(item => item.Key.Key.Id, StringComparer.Ordinal)
            .ToList();
        return Task.FromResult(
            new Page<Versioned<T>>(
                [
                    .. rest.Take(limit)
                        .Select(item => new Versioned<T>(
                            JsonSerializer.Deserialize(item.Value.Json, T.Json)!,
                            item.Value.ETag
                        )),
                ],
                rest.Count > limit ? rest[limit - 1].Key.Key.Id : null
            )
        );
    }

    public Task<bool> DeleteAsync<T>(
        CatalogKey key,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        var deleted =
            documents.TryGetValue((T.Kind, key), out var found)
            && found.ETag == etag
            && documents.TryRemove(new((T.Kind, key), found));
        Record(deleted, audit);
        return Task.FromResult(deleted);
    }

    public Task RecordAsync(AuditRecord audit, CancellationToken cancellationToken)
    {
        lock (records)
            if (!records.Exists(record => record.AuditId == audit.AuditId))
                records.Add(audit);
        return Task.CompletedTask;
    }

    public Task<Page<AuditRecord>> AuditAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken)
    {
        lock (records)
        {
            var skip = cursor is null ? 0 : int.Parse(cursor);
            var rest = records.AsEnumerable().Reverse().Where(record => record.OrgId == org).Skip(skip).ToList();
            return Task.FromResult(
                new Page<AuditRecord>([.. rest.Take(limit)], rest.Count > limit ? $"{skip + limit}" : null)
            );
        }
    }

    /// <summary>Puts a document there, whatever was there before.</summary>
    public void Put<T>(T document)
        where T : class, ICatalogDocument<T> => documents[(T.Kind, document.Key)] = Written(document);

    private void Record(bool done, AuditRecord? audit)
    {
        if (!done || audit is null)
            return;
        lock (records)
            records.Add(audit);
    }

    private (string Json, string ETag) Written<T>(T document)
        where T : class, ICatalogDocument<T> =>
        (JsonSerializer.Serialize(document, T.Json), Interlocked.Increment(ref version).ToString());
}

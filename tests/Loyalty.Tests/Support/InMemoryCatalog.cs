using System.Collections.Concurrent;
using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Tests.Support;

/// <summary>A catalog in memory. Documents are kept as JSON, so that what cannot be stored is found.</summary>
internal sealed class InMemoryCatalog : ICatalog
{
    private readonly ConcurrentDictionary<(string Kind, CatalogKey Key), (string Json, string ETag)> documents = new();
    private int version;

    public ValueTask<Versioned<T>?> FindAsync<T>(CatalogKey key, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> =>
        new(
            documents.TryGetValue((T.Kind, key), out var found)
                ? new Versioned<T>(JsonSerializer.Deserialize(found.Json, T.Json)!, found.ETag)
                : null
        );

    public Task<string?> CreateAsync<T>(T document, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        var (json, etag) = Written(document);
        return Task.FromResult(documents.TryAdd((T.Kind, document.Key), (json, etag)) ? etag : null);
    }

    public Task<string?> ReplaceAsync<T>(T document, string etag, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        var place = (T.Kind, document.Key);
        var written = Written(document);
        var replaced =
            documents.TryGetValue(place, out var found)
            && found.ETag == etag
            && documents.TryUpdate(place, written, found);
        return Task.FromResult(replaced ? written.ETag : null);
    }

    /// <summary>Puts a document there, whatever was there before.</summary>
    public void Put<T>(T document)
        where T : class, ICatalogDocument<T> => documents[(T.Kind, document.Key)] = Written(document);

    private (string Json, string ETag) Written<T>(T document)
        where T : class, ICatalogDocument<T> =>
        (JsonSerializer.Serialize(document, T.Json), Interlocked.Increment(ref version).ToString());
}

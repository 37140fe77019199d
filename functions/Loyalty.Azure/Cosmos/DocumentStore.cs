using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// One container. Answers that the product expects (not found, exists already, changed since) are values; a service that
/// cannot be reached or is too busy is an <see cref="UnavailableException"/>, after the waits it asked for.
/// </summary>
internal sealed class DocumentStore(Container container, TimeSpan callTimeout)
{
    /// <summary>A tag that no document ever has, in place of text that was never a tag: an empty one is no condition
    /// that anyone promises to check, and a quote could turn one tag into several.</summary>
    private const string NoSuchTag = "\"none\"";
    private const int MostInAPage = 1000;
    private const string ProbeId = "probe";

    private static readonly byte[] Probe = Encoding.UTF8.GetBytes($$"""{"id":"{{ProbeId}}","pk":"{{ProbeId}}"}""");

    public async Task<Versioned<T>?> FindAsync<T>(
        DocumentKey key,
        JsonTypeInfo<T> json,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var answer = await CallAsync(
            token => container.ReadItemStreamAsync(key.Id, key.PartitionKey, cancellationToken: token),
            cancellationToken
        );
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        CosmosFaults.ThrowUnlessSuccess(answer);
        using var document = await JsonDocument.ParseAsync(answer.Content, default, cancellationToken);
        return new Versioned<T>(DocumentForm.Read(document.RootElement, json), Unquoted(answer.Headers.ETag));
    }

    /// <summary>Stores a new document and returns its tag; null when there is another with its key.</summary>
    public async Task<string?> CreateAsync(DocumentKey key, MemoryStream document, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            token => container.CreateItemStreamAsync(document, key.PartitionKey, null, token),
            cancellationToken
        );
        if (answer.StatusCode == HttpStatusCode.Conflict)
            return await FindOwnAsync(key, document, cancellationToken);
        CosmosFaults.ThrowUnlessSuccess(answer);
        return Unquoted(answer.Headers.ETag);
    }

    /// <summary>Replaces the document that was read with the tag and returns the new tag; null when another has changed
    /// it since or it is gone.</summary>
    public async Task<string?> ReplaceAsync(
        DocumentKey key,
        MemoryStream document,
        string etag,
        CancellationToken cancellationToken
    )
    {
        using var answer = await CallAsync(
            token =>
                container.ReplaceItemStreamAsync(
                    document,
                    key.Id,
                    key.PartitionKey,
                    new ItemRequestOptions { IfMatchEtag = Tag(etag) },
                    token
                ),
            cancellationToken
        );
        if (answer.StatusCode == HttpStatusCode.PreconditionFailed)
            return await FindOwnAsync(key, document, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        CosmosFaults.ThrowUnlessSuccess(answer);
        return Unquoted(answer.Headers.ETag);
    }

    /// <summary>
    /// The tag of the stored document if it is the very one that was sent; else null. A write that met a conflict has to
    /// ask: through the gateway the client library sends a write again whose answer was lost, and then meets itself.
    /// </summary>
    public async Task<string?> FindOwnAsync(DocumentKey key, MemoryStream sent, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            token => container.ReadItemStreamAsync(key.Id, key.PartitionKey, cancellationToken: token),
            cancellationToken
        );
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        CosmosFaults.ThrowUnlessSuccess(answer);
        using var stored = await JsonDocument.ParseAsync(answer.Content, default, cancellationToken);
        // The library has closed the stream, but its bytes are still there.
        using var own = JsonDocument.Parse(sent.ToArray());
        return DocumentForm.IsSameWrite(own.RootElement, stored.RootElement) ? Unquoted(answer.Headers.ETag) : null;
    }

    /// <summary>Stores a document whether there is one with its key or not.</summary>
    public async Task UpsertAsync(DocumentKey key, Stream document, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            token => container.UpsertItemStreamAsync(document, key.PartitionKey, null, token),
            cancellationToken
        );
        CosmosFaults.ThrowUnlessSuccess(answer);
    }

    /// <summary>Removes a document; false when there is none.</summary>
    public Task<bool> DeleteAsync(DocumentKey key, CancellationToken cancellationToken) =>
        DeleteAsync(key, options: null, cancellationToken);

    /// <summary>Removes the document that was read with the tag; false when it has changed since or is gone.</summary>
    public Task<bool> DeleteAsync(DocumentKey key, string etag, CancellationToken cancellationToken) =>
        DeleteAsync(key, new ItemRequestOptions { IfMatchEtag = Tag(etag) }, cancellationToken);

    private async Task<bool> DeleteAsync(
        DocumentKey key,
        ItemRequestOptions? options,
        CancellationToken cancellationToken
    )
    {
        using var answer = await CallAsync(
            token => container.DeleteItemStreamAsync(key.Id, key.PartitionKey, options, token),
            cancellationToken
        );
        if (answer.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
            return false;
        CosmosFaults.ThrowUnlessSuccess(answer);
        return true;
    }

    /// <summary>A new, empty batch. It is sent once: a batch that was sent is empty when sent again.</summary>
    public TransactionalBatch NewBatch(string partition) =>
        container.CreateTransactionalBatch(new PartitionKey(partition));

    /// <summary>Sends a batch. Whether it was stored is for the caller to see.</summary>
    public Task<TransactionalBatchResponse> ExecuteAsync(
        TransactionalBatch batch,
        CancellationToken cancellationToken
    ) => CallAsync(batch.ExecuteAsync, cancellationToken);

    /// <summary>The condition that the document is still as it was read.</summary>
    public static TransactionalBatchItemRequestOptions IfUnchanged(string etag) => new() { IfMatchEtag = Tag(etag) };

    /// <summary>A tag of the service without its quotes.</summary>
    public static string Unquoted(string etag) => etag.Trim('"');

    /// <summary>The first documents that a query finds, in its order.</summary>
    /// <param name="query">What to find.</param>
    /// <param name="partition">The one partition to look in; null = all, which costs a request to each.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="portion">How many to ask for at once, where the caller may have enough before the limit.</param>
    public async IAsyncEnumerable<JsonElement> QueryAsync(
        QueryDefinition query,
        string? partition,
        int limit,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        int? portion = null
    )
    {
        var options = new QueryRequestOptions
        {
            PartitionKey = partition is null ? null : new PartitionKey(partition),
            MaxItemCount = Math.Min(portion ?? limit, MostInAPage),
            // Spares the request for a plan where one partition answers the query as it stands.
            EnableOptimisticDirectExecution = partition is not null,
        };
        using var pages = container.GetItemQueryStreamIterator(query, null, options);
        var count = 0;
        while (count < limit && pages.HasMoreResults)
        {
            using var answer = await CallAsync(pages.ReadNextAsync, cancellationToken);
            CosmosFaults.ThrowUnlessSuccess(answer);
            using var page = await JsonDocument.ParseAsync(answer.Content, default, cancellationToken);
            foreach (var document in page.RootElement.GetProperty("Documents").EnumerateArray())
                if (count++ < limit)
                    yield return document;
        }
    }

    /// <summary>Returns when the container has taken a write. The document is in no list, and always the same one.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var document = new MemoryStream(Probe, writable: false);
        await UpsertAsync(new DocumentKey(ProbeId, ProbeId), document, cancellationToken);
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CosmosFaults.GuardAsync(call, callTimeout, cancellationToken);

    /// <summary>A tag as the service has it; everywhere else tags have no quotes.</summary>
    private static string Tag(string etag) =>
        etag.Length == 0 || etag.Contains('"', StringComparison.Ordinal) ? NoSuchTag : $"\"{etag}\"";
}

using System.Net;
using Loyalty.Catalog;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// The organisations' documents. One container holds every kind, partitioned by kind and scope: the kinds are small and
/// share one throughput instead of paying a minimum each, a list of one kind of one organisation stays in one partition,
/// and an organisation's members (up to 20 GB, tens of millions) do not weigh on its rules. The record of a change lies
/// beside the document that it changed, so that one batch holds both; a list of records, which few ever ask for, asks
/// all partitions.
/// </summary>
internal sealed partial class CosmosCatalog(CosmosContainers containers) : ICatalog
{
    private const string Position = "position";
    private const string Audit = "audit";
    private const string ListSql = $"SELECT * FROM c WHERE c.{Position} > @after ORDER BY c.{Position}";
    private const string AllSql =
        $"SELECT * FROM c WHERE c.pk >= @first AND c.pk < @behind AND c.{Position} > @nothing";
    private const string AuditSql =
        $"SELECT * FROM c WHERE c.{Audit} > @from AND c.{Audit} < @before ORDER BY c.{Audit} DESC";

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
        where T : class, ICatalogDocument<T> =>
        PageAsync<T>(new QueryDefinition(ListSql), scope, cursor, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<Page<AuditRecord>> AuditAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var list = ListOf(org);
        var query = new QueryDefinition(AuditSql)
            .WithParameter("@from", list)
            // A place begins with a hexadecimal digit, so this is behind them all.
            .WithParameter("@before", list + (cursor is null ? "g" : Pages.ParseCursor(cursor)));
        var items = new List<AuditRecord>();
        // One more than asked for tells whether there is a next page.
        await foreach (var document in store.QueryAsync(query, null, limit + 1, cancellationToken))
            items.Add(DocumentForm.Read(document, CatalogJson.Default.AuditRecord));
        return Pages.Cut(items, limit, record => Pages.Cursor(PlaceOf(record)));
    }

    /// <inheritdoc/>
    public async Task RecordAsync(AuditRecord audit, CancellationToken cancellationToken)
    {
        // A bar is in no kind, so no document's partition begins like this.
        var place = PlaceOf(audit, $"{Audit}||{audit.OrgId}");
        await store.CreateAsync(place, Write(place, audit), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> CreateAsync<T>(T document, AuditRecord? audit, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        var key = KeyOf<T>(document.Key);
        var form = Write(key, document);
        return audit is null
            ? await store.CreateAsync(key, form, cancellationToken)
            : await RecordAsync(
                store.NewBatch(key.Partition).CreateItemStream(form),
                key,
                form,
                audit,
                cancellationToken
            );
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
        var key = KeyOf<T>(document.Key);
        var form = Write(key, document);
        return audit is null
            ? await store.ReplaceAsync(key, form, etag, cancellationToken)
            : await RecordAsync(
                store.NewBatch(key.Partition).ReplaceItemStream(key.Id, form, DocumentStore.IfUnchanged(etag)),
                key,
                form,
                audit,
                cancellationToken
            );
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(
        CatalogKey key,
        string etag,
        AuditRecord? audit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        var place = KeyOf<T>(key);
        if (audit is null)
            return await store.DeleteAsync(place, etag, cancellationToken);
        var batch = store.NewBatch(place.Partition).DeleteItem(place.Id, DocumentStore.IfUnchanged(etag));
        return await RecordAsync(batch, place, sent: null, audit, cancellationToken) is not null;
    }

    private async Task<Page<Versioned<T>>> PageAsync<T>(
        QueryDefinition query,
        string scope,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        query.WithParameter("@after", cursor is null ? "" : CatalogCursor.Parse(T.Kind, cursor));
        var items = new List<Versioned<T>>();
        // One more than asked for tells whether there is a next page.
        await foreach (var document in store.QueryAsync(query, PartitionOf<T>(scope), limit + 1, cancellationToken))
            items.Add(new Versioned<T>(DocumentForm.Read(document, T.Json), DocumentForm.ETagOf(document)));
        return Pages.Cut(items, limit, item => CatalogCursor.Behind(T.Kind, item.Value.Key.Id));
    }

    /// <summary>Carries out the one operation in the batch together with the record of it; null when the document does
    /// not allow it, else its tag. A batch that was sent twice meets itself, as a single write does.</summary>
    private async Task<string?> RecordAsync(
        TransactionalBatch batch,
        DocumentKey key,
        MemoryStream? sent,
        AuditRecord audit,
        CancellationToken cancellationToken
    )
    {
        var place = PlaceOf(audit, key.Partition);
        batch.CreateItemStream(Write(place, audit));
        using var answer = await store.ExecuteAsync(batch, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return DocumentStore.Unquoted(answer[0].ETag ?? "");
        if (
            answer.Count == 0
            || answer[0].StatusCode
                is not (HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        )
            throw CosmosFaults.Of(answer);
        if (sent is not null)
            return await store.FindOwnAsync(key, sent, cancellationToken);
        // A removal leaves no document to know it by, but its record lies in the same partition, under an id of its own.
        return await store.FindAsync(place, CatalogJson.Default.AuditRecord, cancellationToken) is null ? null : "";
    }

    private static MemoryStream Write(DocumentKey key, AuditRecord audit) =>
        DocumentForm.Write(key, audit, CatalogJson.Default.AuditRecord, (Audit, ListOf(audit.OrgId) + PlaceOf(audit)));

    // A colon is in no document's id.
    private static DocumentKey PlaceOf(AuditRecord audit, string partition) =>
        new($"{Audit}:{DocumentKey.IdOf(audit.AuditId)}", partition);

    /// <summary>The id as it was chosen is what lists are ordered by: the document's own id may be written in
    /// Base64url.</summary>
    private static MemoryStream Write<T>(DocumentKey key, T document)
        where T : class, ICatalogDocument<T> =>
        DocumentForm.Write(
            key,
            document,
            T.Json,
            writer =>
            {
                writer.WriteString(Position, document.Key.Id);
                if (T.TermsOf(document) is not { } terms)
                    return;
                writer.WriteStartArray(Terms);
                foreach (var term in terms)
                    writer.WriteStringValue(term);
                writer.WriteEndArray();
            }
        );

    private static DocumentKey KeyOf<T>(CatalogKey key)
        where T : class, ICatalogDocument<T> => new(DocumentKey.IdOf(key.Id), PartitionOf<T>(key.Scope));

    /// <summary>Every document of a kind; records of changes, which lie beside them, have no position.</summary>
    internal static QueryDefinition AllOf<T>()
        where T : class, ICatalogDocument<T> =>
        new QueryDefinition(AllSql)
            .WithParameter("@first", PartitionOf<T>(""))
            .WithParameter("@behind", $"{T.Kind}{(char)('|' + 1)}")
            .WithParameter("@nothing", "");

    private static string PartitionOf<T>(string scope)
        where T : class, ICatalogDocument<T> => $"{T.Kind}|{scope}";

    private static string ListOf(OrgId org) => $"{org}|";

    private static string PlaceOf(AuditRecord record) => Pages.PlaceOf(record.At, record.AuditId);
}

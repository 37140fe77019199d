using Loyalty.Messaging;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// Parked messages. They are few and listed together, so all lie in one partition, where a page is one ordered query.
/// </summary>
internal sealed class CosmosParking(CosmosContainers containers) : IParking
{
    private const string Partition = "parked";
    private const string Owner = "owner";

    // No organisation has such an id.
    private const string Nobody = "";
    private const string PageSql = "SELECT * FROM c WHERE c.position > @after ORDER BY c.position";
    private const string OwnSql =
        $"SELECT * FROM c WHERE c.{Owner} IN (@owner, @other) AND c.position > @after ORDER BY c.position";

    private readonly DocumentStore store = containers.Parked;

    /// <inheritdoc/>
    public Task ParkAsync(ParkedMessage message, CancellationToken cancellationToken)
    {
        var key = KeyOf(message.ParkedId);
        return store.UpsertAsync(key, Write(key, message), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ParkedMessage?> FindAsync(string parkedId, CancellationToken cancellationToken) =>
        (await store.FindAsync(KeyOf(parkedId), MessageJson.Default.ParkedMessage, cancellationToken))?.Value;

    /// <inheritdoc/>
    public Task<Page<ParkedMessage>> PageAsync(string? cursor, int limit, CancellationToken cancellationToken) =>
        PageAsync(new QueryDefinition(PageSql), cursor, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<ParkedMessage>> PageAsync(
        OrgId owner,
        bool withUnreadable,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryDefinition(OwnSql)
            .WithParameter("@owner", owner.Value)
            .WithParameter("@other", withUnreadable ? Nobody : owner.Value);
        return PageAsync(query, cursor, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(ParkedMessage message, CancellationToken cancellationToken)
    {
        var key = KeyOf(message.ParkedId);
        var found = await store.FindAsync(key, MessageJson.Default.ParkedMessage, cancellationToken);
        return found is not null
            && found.Value.ParkedAt == message.ParkedAt
            && await store.DeleteAsync(key, found.ETag, cancellationToken);
    }

    /// <summary>Notes whose they are of messages that were parked before that was noted.</summary>
    public async Task NoteOwnersAsync(CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(PageSql).WithParameter("@after", "");
        await foreach (var document in store.QueryAsync(query, Partition, int.MaxValue, cancellationToken))
        {
            var message = DocumentForm.Read(document, MessageJson.Default.ParkedMessage);
            var key = KeyOf(message.ParkedId);
            // One that is gone, or was parked again, needs nothing more.
            await store.ReplaceAsync(key, Write(key, message), DocumentForm.ETagOf(document), cancellationToken);
        }
    }

    private async Task<Page<ParkedMessage>> PageAsync(
        QueryDefinition query,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        query.WithParameter("@after", cursor is null ? "" : Pages.ParseCursor(cursor));
        var items = new List<ParkedMessage>();
        // One more than asked for tells whether there is a next page.
        await foreach (var document in store.QueryAsync(query, Partition, limit + 1, cancellationToken))
            items.Add(DocumentForm.Read(document, MessageJson.Default.ParkedMessage));
        return Pages.Cut(items, limit, message => Pages.Cursor(PositionOf(message)));
    }

    private static MemoryStream Write(DocumentKey key, ParkedMessage message) =>
        DocumentForm.Write(
            key,
            message,
            MessageJson.Default.ParkedMessage,
            ("position", PositionOf(message)),
            (Owner, message.Read()?.Owner.Value ?? Nobody)
        );

    private static DocumentKey KeyOf(string parkedId) => new(DocumentKey.IdOf(parkedId), Partition);

    /// <summary>The oldest first.</summary>
    private static string PositionOf(ParkedMessage message) => Pages.PlaceOf(message.ParkedAt, message.ParkedId);
}

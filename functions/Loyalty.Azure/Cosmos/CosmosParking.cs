using Loyalty.Messaging;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// Parked messages. They are few and listed together, so all lie in one partition, where a page is one ordered query.
/// </summary>
internal sealed class CosmosParking(CosmosContainers containers) : IParking
{
    private const string Partition = "parked";
    private const string PageSql = "SELECT * FROM c WHERE c.position > @after ORDER BY c.position";

    private readonly DocumentStore store = containers.Parked;

    /// <inheritdoc/>
    public Task ParkAsync(ParkedMessage message, CancellationToken cancellationToken)
    {
        var key = KeyOf(message.ParkedId);
        return store.UpsertAsync(
            key,
            DocumentForm.Write(key, message, MessageJson.Default.ParkedMessage, ("position", PositionOf(message))),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<ParkedMessage?> FindAsync(string parkedId, CancellationToken cancellationToken) =>
        (await store.FindAsync(KeyOf(parkedId), MessageJson.Default.ParkedMessage, cancellationToken))?.Value;

    /// <inheritdoc/>
    public async Task<Page<ParkedMessage>> PageAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var query = new QueryDefinition(PageSql).WithParameter(
            "@after",
            cursor is null ? "" : Pages.ParseCursor(cursor)
        );
        var items = new List<ParkedMessage>();
        // One more than asked for tells whether there is a next page.
        await foreach (var document in store.QueryAsync(query, Partition, limit + 1, cancellationToken))
            items.Add(DocumentForm.Read(document, MessageJson.Default.ParkedMessage));
        return Pages.Cut(items, limit, message => Pages.Cursor(PositionOf(message)));
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

    private static DocumentKey KeyOf(string parkedId) => new(DocumentKey.IdOf(parkedId), Partition);

    /// <summary>The oldest first.</summary>
    private static string PositionOf(ParkedMessage message) => Pages.PlaceOf(message.ParkedAt, message.ParkedId);
}

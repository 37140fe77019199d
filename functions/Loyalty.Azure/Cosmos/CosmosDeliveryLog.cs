using Loyalty.Callbacks;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// What was tried to deliver each callback. Deliveries are written far more often than listed, so each has a partition
/// of its own and a list asks all of them, along one index of organisation, status and time.
/// </summary>
internal sealed class CosmosDeliveryLog(CosmosContainers containers) : IDeliveryLog
{
    private const string PageSql =
        "SELECT * FROM c WHERE c.position > @from AND c.position < @before ORDER BY c.position DESC";

    private readonly DocumentStore store = containers.Deliveries;

    /// <inheritdoc/>
    public async ValueTask<Versioned<Delivery>?> FindAsync(string deliveryId, CancellationToken cancellationToken) =>
        await store.FindAsync(KeyOf(deliveryId), CallbackJson.Default.Delivery, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SaveAsync(Delivery delivery, string? etag, CancellationToken cancellationToken)
    {
        var key = KeyOf(delivery.DeliveryId);
        var position = ListOf(delivery.OrgId, delivery.Status) + PlaceOf(delivery);
        var document = DocumentForm.Write(key, delivery, CallbackJson.Default.Delivery, ("position", position));
        var saved = etag is null
            ? await store.CreateAsync(key, document, cancellationToken)
            : await store.ReplaceAsync(key, document, etag, cancellationToken);
        return saved is not null;
    }

    /// <inheritdoc/>
    public async Task<Page<Delivery>> PageAsync(
        OrgId org,
        DeliveryStatus? status,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        // A place begins with a hexadecimal digit, so this is behind them all.
        var before = cursor is null ? "g" : Pages.ParseCursor(cursor);
        // A delivery's place is the same in the lists of all statuses, so that what they are together is found by merging:
        // an index for it would make every write dearer.
        var lists = await Task.WhenAll(
            (status is { } only ? [only] : Enum.GetValues<DeliveryStatus>()).Select(each =>
                ReadAsync(ListOf(org, each), before, limit + 1, cancellationToken)
            )
        );
        // One more than asked for tells whether there is a next page.
        var items = lists.SelectMany(list => list).OrderByDescending(PlaceOf, StringComparer.Ordinal).Take(limit + 1);
        return Pages.Cut([.. items], limit, delivery => Pages.Cursor(PlaceOf(delivery)));
    }

    private async Task<List<Delivery>> ReadAsync(
        string list,
        string before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryDefinition(PageSql).WithParameter("@from", list).WithParameter("@before", list + before);
        var items = new List<Delivery>();
        await foreach (var document in store.QueryAsync(query, null, limit, cancellationToken))
            items.Add(DocumentForm.Read(document, CallbackJson.Default.Delivery));
        return items;
    }

    private static DocumentKey KeyOf(string deliveryId)
    {
        var id = DocumentKey.IdOf(deliveryId);
        return new DocumentKey(id, id);
    }

    private static string ListOf(OrgId org, DeliveryStatus status) => $"{org}|{(int)status}|";

    /// <summary>By the first attempt that is kept.</summary>
    private static string PlaceOf(Delivery delivery) =>
        Pages.PlaceOf(delivery.Attempts is [var first, ..] ? first.At : default, delivery.DeliveryId);
}

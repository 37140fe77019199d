using System.Net;
using Loyalty.Budgets;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// Budgets and their reservations, one partition a budget: setting points aside and counting them is one
/// TransactionalBatch each, of the budget with the tag that was read and the reservations.
/// </summary>
internal sealed class CosmosBudgetStore(CosmosContainers containers) : IBudgetStore
{
    // An entry's id is a UUID, so no reservation's id is this.
    public const string BudgetId = "budget";
    private const string PageSql =
        "SELECT * FROM c WHERE c.position > @after AND c.position < @before ORDER BY c.position";

    private readonly DocumentStore store = containers.Budgets;

    /// <inheritdoc/>
    public async ValueTask<Versioned<Budget>?> FindAsync(BudgetKey key, CancellationToken cancellationToken) =>
        await store.FindAsync(KeyOf(key), BudgetJson.Default.Budget, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reservation>> ReservationsAsync(
        BudgetKey key,
        IReadOnlyCollection<EntryId> entries,
        CancellationToken cancellationToken
    )
    {
        if (entries.Count == 0)
            return [];
        if (entries.Count == 1)
        {
            // A point read costs a third of the cheapest query.
            var one = KeyOf(key, entries.First());
            var read = await store.FindAsync(one, BudgetJson.Default.Reservation, cancellationToken);
            return read is null ? [] : [read.Value];
        }

        var names = Enumerable.Range(0, entries.Count).Select(n => $"@id{n}").ToList();
        var query = new QueryDefinition($"SELECT * FROM c WHERE c.id IN ({string.Join(", ", names)})");
        foreach (var (name, id) in names.Zip(entries))
            query = query.WithParameter(name, id.ToString());
        var found = new List<Reservation>();
        await foreach (var document in store.QueryAsync(query, key.ToString(), entries.Count, cancellationToken))
            found.Add(DocumentForm.Read(document, BudgetJson.Default.Reservation));
        return found;
    }

    /// <inheritdoc/>
    public Task<BudgetCommit> CommitAsync(BudgetWrite write, CancellationToken cancellationToken)
    {
        BudgetWrite.Check(write);
        return ExecuteAsync(write, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Page<Reservation>> OpenedBeforeAsync(
        DateTimeOffset before,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var query = new QueryDefinition(PageSql)
            .WithParameter("@after", cursor is null ? "" : Pages.ParseCursor(cursor))
            .WithParameter("@before", Pages.PlaceOf(before, ""));
        var items = new List<Reservation>();
        // One more than asked for tells whether there is a next page.
        await foreach (var document in store.QueryAsync(query, null, limit + 1, cancellationToken))
            items.Add(DocumentForm.Read(document, BudgetJson.Default.Reservation));
        return Pages.Cut(items, limit, reservation => Pages.Cursor(PlaceOf(reservation)));
    }

    private async Task<BudgetCommit> ExecuteAsync(BudgetWrite write, CancellationToken cancellationToken)
    {
        // The budget stands first: operations are carried out in order and the first that fails decides, so where a
        // reservation to open exists, the budget is known to be as it was read.
        var batch = store.NewBatch(write.After.Key.ToString());
        var key = KeyOf(write.After.Key);
        var budget = DocumentForm.Write(key, write.After, BudgetJson.Default.Budget);
        if (write.ETag is null)
            batch.CreateItemStream(budget);
        else
            batch.ReplaceItemStream(key.Id, budget, DocumentStore.IfUnchanged(write.ETag));
        foreach (var entry in write.Closed)
            batch.DeleteItem(KeyOf(write.After.Key, entry).Id);
        foreach (var reservation in write.Extended)
            batch.ReplaceItemStream(KeyOf(reservation.Budget, reservation.EntryId).Id, Write(reservation));
        foreach (var reservation in write.Opened)
            batch.CreateItemStream(Write(reservation));

        using var answer = await store.ExecuteAsync(batch, cancellationToken);
        return answer.IsSuccessStatusCode
            ? BudgetCommit.Committed(DocumentStore.Unquoted(answer[0].ETag))
            : Outcome(answer, write.Operations - write.Opened.Length);
    }

    /// <summary>What a batch that stored nothing has met.</summary>
    private static BudgetCommit Outcome(TransactionalBatchResponse answer, int firstOpened)
    {
        for (var index = 0; index < answer.Count; index++)
        {
            switch (answer[index].StatusCode)
            {
                case HttpStatusCode.FailedDependency:
                    continue;
                case HttpStatusCode.Conflict when index >= firstOpened:
                    return BudgetCommit.Exists;
                // Created meanwhile, changed meanwhile, or gone.
                case HttpStatusCode.Conflict
                or HttpStatusCode.PreconditionFailed
                or HttpStatusCode.NotFound when index < firstOpened:
                    return BudgetCommit.Stale;
                default:
                    throw CosmosFaults.Of(answer);
            }
        }
        throw CosmosFaults.Of(answer);
    }

    private static MemoryStream Write(Reservation reservation) =>
        DocumentForm.Write(
            KeyOf(reservation.Budget, reservation.EntryId),
            reservation,
            BudgetJson.Default.Reservation,
            ("position", PlaceOf(reservation))
        );

    private static DocumentKey KeyOf(BudgetKey key) => new(BudgetId, key.ToString());

    private static DocumentKey KeyOf(BudgetKey key, EntryId entry) => new(entry.ToString(), key.ToString());

    /// <summary>The oldest first.</summary>
    private static string PlaceOf(Reservation reservation) =>
        Pages.PlaceOf(reservation.At, reservation.EntryId.ToString());
}

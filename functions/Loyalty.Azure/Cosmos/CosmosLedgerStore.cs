using System.Net;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// Accounts and entries, one partition a member. Every commit is one TransactionalBatch of creates and of replaces with
/// the tag that was read.
/// </summary>
internal sealed class CosmosLedgerStore(CosmosContainers containers, IOptions<CosmosOptions> options, TimeProvider time)
    : ILedgerStore
{
    private const string PageSql =
        $"SELECT * FROM c WHERE c.{LedgerDocuments.Position} > @from AND c.{LedgerDocuments.Position} < @before"
        + $" ORDER BY c.{LedgerDocuments.Position} DESC";
    private const string DueSql =
        $"SELECT c.id, c.pk FROM c WHERE c.{LedgerDocuments.NextExpiry} < @day ORDER BY c.{LedgerDocuments.NextExpiry}";

    private const string HoldsDueSql =
        $"SELECT c.id, c.pk FROM c WHERE c.{LedgerDocuments.HoldExpiry} < @behind ORDER BY c.{LedgerDocuments.HoldExpiry}";

    private const string UntoldSql =
        $"SELECT c.id, c.pk FROM c WHERE c.{LedgerDocuments.Untold} >= @from AND c.{LedgerDocuments.Untold} <= @to"
        + $" ORDER BY c.{LedgerDocuments.Untold}";

    private readonly DocumentStore store = containers.Ledger;
    private readonly CosmosJournal journal = new(containers.Ledger, options.Value.JournalLag, time);

    /// <inheritdoc/>
    public TimeSpan JournalLag => options.Value.JournalLag;

    /// <inheritdoc/>
    public async ValueTask<Versioned<Account>?> LoadAsync(AccountKey key, CancellationToken cancellationToken) =>
        await store.FindAsync(LedgerDocuments.KeyOf(key), LedgerJson.Default.Account, cancellationToken);

    /// <inheritdoc/>
    public Task<CommitOutcome> CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Entries.Length + batch.Accounts.Length > LedgerBatch.MaxOperations)
            throw new ArgumentException($"More than {LedgerBatch.MaxOperations} operations.", nameof(batch));
        foreach (var entry in batch.Entries)
            if (entry.Account.Member != batch.Member)
                throw new ArgumentException("An entry is another member's.", nameof(batch));
        foreach (var write in batch.Accounts)
            if (write.After.Key.Member != batch.Member)
                throw new ArgumentException("An account is another member's.", nameof(batch));
        return ExecuteAsync(batch, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LedgerEntry>> FindAsync(
        MemberKey member,
        IReadOnlyCollection<EntryId> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return [];
        if (ids.Count == 1)
        {
            // A point read costs a third of the cheapest query.
            var found = await store.FindAsync(
                LedgerDocuments.KeyOf(member, ids.First()),
                LedgerJson.Default.LedgerEntry,
                cancellationToken
            );
            return found is null ? [] : [found.Value];
        }

        var names = Enumerable.Range(0, ids.Count).Select(n => $"@id{n}").ToList();
        var query = new QueryDefinition($"SELECT * FROM c WHERE c.id IN ({string.Join(", ", names)})");
        foreach (var (name, id) in names.Zip(ids))
            query = query.WithParameter(name, id.ToString());
        var entries = new List<LedgerEntry>(ids.Count);
        await foreach (var document in store.QueryAsync(query, member.ToString(), ids.Count, cancellationToken))
            entries.Add(DocumentForm.Read(document, LedgerJson.Default.LedgerEntry));
        return entries;
    }

    /// <inheritdoc/>
    public async Task<Page<LedgerEntry>> PageAsync(
        AccountKey key,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (cursor is not null && !LedgerDocuments.IsPlace(cursor))
            throw new UnknownCursorException();
        var list = LedgerDocuments.ListOf(key.ProgramId);
        var query = new QueryDefinition(PageSql)
            .WithParameter("@from", list)
            // A place is hexadecimal, so this is behind them all.
            .WithParameter("@before", list + (cursor ?? "g"));
        var found = new List<(LedgerEntry Entry, string Place)>();
        // One more than asked for tells whether there is a next page.
        await foreach (var document in store.QueryAsync(query, key.Member.ToString(), limit + 1, cancellationToken))
        {
            var entry = DocumentForm.Read(document, LedgerJson.Default.LedgerEntry);
            found.Add((entry, LedgerDocuments.PlaceOf(document)));
        }
        var page = Pages.Cut(found, limit, item => item.Place);
        return page.Select(item => item.Entry);
    }

    /// <inheritdoc/>
    public Task<LedgerEntry?> FindAsync(OrgId org, EntryId id, CancellationToken cancellationToken) =>
        journal.FindAsync(org, id, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<LedgerEntry>> SearchAsync(
        EntrySearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => journal.SearchAsync(search, cursor, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<JournalPage> JournalAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken) =>
        journal.ReadAsync(org, cursor, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccountKey>> DueAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        ReadKeysAsync(new QueryDefinition(DueSql).WithParameter("@day", day.ToString("O")), limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccountKey>> HoldsDueAsync(
        DateTimeOffset at,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadKeysAsync(
            new QueryDefinition(HoldsDueSql).WithParameter("@behind", LedgerDocuments.TimeOf(at.AddTicks(1))),
            limit,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccountKey>> UntoldAsync(
        OrgId org,
        ProgramId program,
        DateOnly day,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var from = LedgerDocuments.UntoldOf(org, program);
        return ReadKeysAsync(
            new QueryDefinition(UntoldSql).WithParameter("@from", from).WithParameter("@to", from + day.ToString("O")),
            limit,
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<AccountKey>> ReadKeysAsync(
        QueryDefinition query,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var keys = new List<AccountKey>();
        await foreach (var document in store.QueryAsync(query, null, limit, cancellationToken))
            keys.Add(LedgerDocuments.AccountOf(document));
        return keys;
    }

    private async Task<CommitOutcome> ExecuteAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        // Entries stand before accounts: operations are carried out in order and the first that fails decides, so a
        // batch that is both duplicate and stale is found to be a duplicate, with no second look.
        var operations = store.NewBatch(batch.Member.ToString());
        for (var index = 0; index < batch.Entries.Length; index++)
            operations.CreateItemStream(LedgerDocuments.Write(batch.Entries[index], index));
        foreach (var (after, etag) in batch.Accounts)
            if (etag is null)
                operations.CreateItemStream(LedgerDocuments.Write(after));
            else
                operations.ReplaceItemStream(
                    LedgerDocuments.KeyOf(after.Key).Id,
                    LedgerDocuments.Write(after),
                    DocumentStore.IfUnchanged(etag)
                );

        using var answer = await store.ExecuteAsync(operations, cancellationToken);
        return answer.IsSuccessStatusCode ? CommitOutcome.Committed : Outcome(answer, batch.Entries.Length);
    }

    /// <summary>What a batch that stored nothing has met.</summary>
    private static CommitOutcome Outcome(TransactionalBatchResponse answer, int entries)
    {
        for (var index = 0; index < answer.Count; index++)
        {
            switch (answer[index].StatusCode)
            {
                case HttpStatusCode.FailedDependency:
                    continue;
                case HttpStatusCode.Conflict when index < entries:
                    return CommitOutcome.Duplicate;
                // Created meanwhile, changed meanwhile, or gone.
                case HttpStatusCode.Conflict
                or HttpStatusCode.PreconditionFailed
                or HttpStatusCode.NotFound when index >= entries:
                    return CommitOutcome.Stale;
                default:
                    throw CosmosFaults.Of(answer);
            }
        }
        throw CosmosFaults.Of(answer);
    }
}

using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// The entries of an organisation over all its members' partitions, along one index of organisation and time. Whatever else
/// a search asks for has an index of its own, so that nothing is read in vain: a property more that every entry pays for
/// when it is created. Reading costs about 3 request units a partition and 1 for each document.
/// </summary>
internal sealed class CosmosJournal(DocumentStore store, TimeSpan lag, TimeProvider time)
{
    private const int Portion = 200;
    private const string Place = $"c.{LedgerDocuments.Journal}";
    private const string IdSql = "SELECT * FROM c WHERE c.id = @id";
    private const string JournalSql = $"SELECT * FROM c WHERE {Place} > @after AND {Place} < @before ORDER BY {Place}";

    /// <inheritdoc cref="ILedgerStore.FindAsync(OrgId, EntryId, CancellationToken)"/>
    public async Task<LedgerEntry?> FindAsync(OrgId org, EntryId id, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(IdSql).WithParameter("@id", id.ToString());
        // Ids are unique by the way they are made, so that more than one would be another organisation's.
        await foreach (var document in store.QueryAsync(query, null, Portion, cancellationToken))
            if (DocumentForm.Read(document, LedgerJson.Default.LedgerEntry) is var entry && entry.OrgId == org)
                return entry;
        return null;
    }

    /// <inheritdoc cref="ILedgerStore.SearchAsync"/>
    public async Task<Page<LedgerEntry>> SearchAsync(
        EntrySearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (cursor is not null && !LedgerDocuments.IsJournalPlace(cursor))
            throw new UnknownCursorException();
        var list = LedgerDocuments.JournalOf(search.OrgId);
        var wanted = Wanted(search).ToList();
        var query = new QueryDefinition(
            $"SELECT * FROM c WHERE {Place} >= @from AND {Place} < @before"
                + string.Concat(
                    wanted.Select(part => $" AND {LedgerDocuments.Body}.{part.Property} = @{part.Property}")
                )
                + $" ORDER BY {Place} DESC"
        )
            .WithParameter("@from", list + (search.From is { } from ? LedgerDocuments.TimeOf(from) : ""))
            // A place is hexadecimal, so "g" is behind them all.
            .WithParameter("@before", list + (cursor ?? (search.To is { } to ? LedgerDocuments.TimeOf(to) : "g")));
        foreach (var (property, value) in wanted)
            query.WithParameter($"@{property}", value);
        var partition = search.MemberId is { } member ? new MemberKey(search.OrgId, member).ToString() : null;

        var found = new List<LedgerEntry>();
        var (looked, last) = (0, "");
        var documents = store.QueryAsync(
            query,
            partition,
            EntrySearch.MostLookedAt,
            cancellationToken,
            Math.Min(Portion, limit + 1)
        );
        await foreach (var document in documents)
        {
            var entry = DocumentForm.Read(document, LedgerJson.Default.LedgerEntry);
            if (search.Matches(entry))
            {
                if (found.Count == limit)
                    return new Page<LedgerEntry>(found, last);
                found.Add(entry);
            }

            (looked, last) = (looked + 1, LedgerDocuments.JournalPlaceOf(entry));
        }

        return new Page<LedgerEntry>(found, looked == EntrySearch.MostLookedAt ? last : null);
    }

    /// <summary>What a search asks for besides member and time, and what has no index: who looks for a rule's entries looks
    /// for one member's.</summary>
    private static IEnumerable<(string Property, object Value)> Wanted(EntrySearch search)
    {
        if (search.ProgramId is { } program)
            yield return ("programId", program.Value);
        if (search.ClientId is { } client)
            yield return ("clientId", client.Value);
        if (search.Kind is { } kind)
            yield return ("kind", (int)kind);
        if (search.Status is { } status)
            yield return ("status", (int)status);
        if (search.Reference is { } reference)
            yield return ("reference", reference);
        if (search.Partner is { } partner)
            yield return ("partner", partner);
    }

    /// <inheritdoc cref="ILedgerStore.JournalAsync"/>
    public async Task<JournalPage> ReadAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (cursor is not null && !LedgerDocuments.IsJournalPlace(cursor) && !LedgerDocuments.IsTime(cursor))
            throw new UnknownCursorException();
        // By now all that was decided before has been stored or never will be.
        var settled = LedgerDocuments.TimeOf(time.GetUtcNow() - lag);
        var after = cursor ?? "";
        var list = LedgerDocuments.JournalOf(org);
        var query = new QueryDefinition(JournalSql)
            .WithParameter("@after", list + after)
            .WithParameter("@before", list + settled);
        var entries = new List<LedgerEntry>();
        await foreach (var document in store.QueryAsync(query, null, limit, cancellationToken, Math.Min(1000, limit)))
            entries.Add(DocumentForm.Read(document, LedgerJson.Default.LedgerEntry));
        if (entries.Count == limit)
            return new JournalPage(entries, LedgerDocuments.JournalPlaceOf(entries[^1]), IsEnd: false);
        // A clock that was set back does not lead back.
        var end = string.CompareOrdinal(settled, after) > 0 ? settled : after;
        return new JournalPage(entries, end, IsEnd: true);
    }
}

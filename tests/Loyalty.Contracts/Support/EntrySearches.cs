using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts.Support;

/// <summary>Searches for entries, and what they have to find.</summary>
public static class EntrySearches
{
    private static readonly OrgId Org = Sample.Org();

    private static CancellationToken None => CancellationToken.None;

    /// <summary>Commits an entry that is like no other, and behind it more than one search looks at.</summary>
    public static async Task<LedgerEntry> CommitRareAmongManyAsync(ILedgerStore store)
    {
        var key = Sample.Key();
        var rare = Sample.Entry(Sample.Key(key.MemberId.Value, "bonus"), "rare", 1) with
        {
            Kind = EntryKind.Adjust,
            ClientId = TextId.From<ClientId>("client-2"),
            Reference = "Prize #3",
            Partner = "Games",
            At = Sample.At,
        };
        await store.CommitAsync(Sample.Batch(key.Member, [], rare), None);
        for (var n = 0; n < EntrySearch.MostLookedAt; n += 50)
            await store.CommitAsync(
                Sample.Batch(
                    key.Member,
                    [],
                    [
                        .. Enumerable
                            .Range(n, 50)
                            .Select(i => Sample.Refused(key, $"r{i}") with { At = Sample.At.AddSeconds(i + 1) }),
                    ]
                ),
                None
            );
        return rare;
    }

    /// <summary>All ways to ask for the one entry.</summary>
    public static IEnumerable<EntrySearch> Rare(MemberId? member)
    {
        var all = new EntrySearch { OrgId = Org, MemberId = member };
        yield return all with
        {
            Kind = EntryKind.Adjust,
        };
        yield return all with
        {
            Status = EntryStatus.Success,
        };
        yield return all with
        {
            ClientId = TextId.From<ClientId>("client-2"),
        };
        yield return all with
        {
            ProgramId = TextId.From<ProgramId>("bonus"),
        };
        yield return all with
        {
            Reference = "Prize #3",
        };
        yield return all with
        {
            Partner = "Games",
        };
        yield return all with
        {
            Reference = "Prize #3",
            Kind = EntryKind.Adjust,
        };
    }

    /// <summary>What nothing is; the last two are parts that there are, and never together.</summary>
    public static IEnumerable<EntrySearch> Absent()
    {
        var all = new EntrySearch { OrgId = Org };
        yield return all with
        {
            Kind = EntryKind.Issue,
        };
        yield return all with
        {
            ClientId = TextId.From<ClientId>("client-9"),
        };
        yield return all with
        {
            ProgramId = TextId.From<ProgramId>("other"),
        };
        yield return all with
        {
            Reference = "Prize",
        };
        yield return all with
        {
            Partner = "Shops",
        };
        yield return new EntrySearch { OrgId = Sample.Org("org-2") };
        yield return all with
        {
            Kind = EntryKind.Adjust,
            Status = EntryStatus.Failed,
        };
        yield return all with
        {
            Reference = "Prize #3",
            Status = EntryStatus.Failed,
        };
    }

    /// <summary>The meaning of a search, written down a second time.</summary>
    public static bool ByHand(EntrySearch search, LedgerEntry entry)
    {
        if (search.OrgId != entry.OrgId)
            return false;
        if (search.MemberId is not null && search.MemberId != entry.MemberId)
            return false;
        if (search.ProgramId is not null && search.ProgramId != entry.ProgramId)
            return false;
        if (search.ClientId is not null && search.ClientId != entry.ClientId)
            return false;
        if (search.Kind is not null && search.Kind != entry.Kind)
            return false;
        if (search.Status is not null && search.Status != entry.Status)
            return false;
        if (search.Reference is not null && search.Reference != entry.Reference)
            return false;
        if (search.Partner is not null && search.Partner != entry.Partner)
            return false;
        return !(entry.At < search.From) && !(entry.At >= search.To);
    }

    public static IEnumerable<EntryId> Ids(IEnumerable<LedgerEntry> entries) => entries.Select(entry => entry.Id);

    public static async Task<List<Page<LedgerEntry>>> PagesAsync(ILedgerStore store, EntrySearch search, int limit)
    {
        var pages = new List<Page<LedgerEntry>>();
        string? cursor = null;
        do
        {
            var page = await store.SearchAsync(search, cursor, limit, None);
            pages.Add(page);
            cursor = page.NextCursor;
        } while (cursor is not null && pages.Count < 200);
        return pages;
    }
}

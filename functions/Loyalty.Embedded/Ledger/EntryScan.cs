using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>
/// Searches entries. Rows are appended as they are committed, so they are in order of time but for the little that commits
/// overtake each other; <see cref="EntryWords"/> lead to the blocks of rows that have what is looked for; and the entries of
/// an account are a chain.
/// </summary>
internal static class EntryScan
{
    /// <summary>How much older an entry may be than one committed before it: it was decided first and then waited for the
    /// writer, or the clock was set back a little.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    private const string LastSql = "SELECT max(seq) FROM entries";
    private const string AtOrBelowSql = "SELECT seq, body FROM entries WHERE seq <= ? ORDER BY seq DESC LIMIT 1";
    private const string BlockSql = "SELECT seq, body FROM entries WHERE seq >= ? AND seq <= ? ORDER BY seq DESC";
    private const string RowSql = "SELECT account, previous, body FROM entries WHERE seq = ?";

    /// <summary>Goes down over the blocks from the newest row that can match. The cursor is the first row of the
    /// page.</summary>
    public static Page<LedgerEntry> OfOrganisation(
        SqliteSession session,
        EntryWords words,
        EntrySearch search,
        string? cursor,
        int limit
    )
    {
        var start = LastRow(session);
        if (cursor is not null)
            start = Cursor.Parse(cursor) is var from && from <= start ? from : throw new UnknownCursorException();
        if (Later(search.To) is { } end)
            start = LastRowBefore(session, end, start);

        var found = new List<LedgerEntry>();
        var looked = 0;
        foreach (var (first, last) in words.Down(session, search, start))
        {
            using var rows = session.Use(BlockSql).Bind(1, first).Bind(2, Math.Min(start, last));
            while (rows.Step())
            {
                var row = rows.Int64(0);
                if (looked++ == EntrySearch.MostLookedAt)
                    return new Page<LedgerEntry>(found, Cursor.From(row));
                var entry = Documents.Read(rows.Bytes(1), LedgerJson.Default.LedgerEntry);
                if (entry.At < Earlier(search.From))
                    return new Page<LedgerEntry>(found, null);
                if (!search.Matches(entry))
                    continue;
                if (found.Count == limit)
                    return new Page<LedgerEntry>(found, Cursor.From(row));
                found.Add(entry);
            }
        }

        return new Page<LedgerEntry>(found, null);
    }

    /// <summary>Walks the account's chain of entries. The cursor is the first row of the page.</summary>
    public static Page<LedgerEntry> OfAccount(
        SqliteSession session,
        AccountChanges changes,
        AccountKey key,
        long? from,
        int limit
    )
    {
        var account = AccountTable.EndOfChain(session, changes, key);
        if (from is not null && account.No == 0)
            throw new UnknownCursorException();
        var next = from ?? account.Last;
        var entries = new List<LedgerEntry>();
        while (next != 0 && entries.Count < limit)
        {
            using var row = session.Use(RowSql).Bind(1, next);
            if (!row.Step() || row.Int64(0) != account.No)
                throw from == next
                    ? new UnknownCursorException()
                    : new EmbeddedStoreException(
                        $"The entries of account {account.No} lead to row {next}, not its own."
                    );
            entries.Add(Documents.Read(row.Bytes(2), LedgerJson.Default.LedgerEntry));
            next = row.Int64(1);
        }
        return new Page<LedgerEntry>(entries, next == 0 ? null : Cursor.From(next));
    }

    /// <summary>Follows the chains of the member's accounts side by side. The cursor is the next row of each.</summary>
    public static Page<LedgerEntry> OfMember(
        SqliteSession session,
        AccountChanges changes,
        EntrySearch search,
        string? cursor,
        int limit
    )
    {
        var next = NextRows(session, changes, search, cursor);
        var found = new List<LedgerEntry>();
        for (var looked = 0; next.Count > 0 && looked < EntrySearch.MostLookedAt; looked++)
        {
            var newest = next.IndexOf(next.Max());
            using var row = session.Use(RowSql).Bind(1, next[newest]);
            if (!row.Step())
                throw new EmbeddedStoreException(
                    $"A chain of entries leads to row {next[newest]}, which is not there."
                );
            var entry = Documents.Read(row.Bytes(2), LedgerJson.Default.LedgerEntry);
            if (search.Matches(entry))
            {
                if (found.Count == limit)
                    break;
                found.Add(entry);
            }

            next[newest] = entry.At < Earlier(search.From) ? 0 : row.Int64(1);
            next.RemoveAll(seq => seq == 0);
        }

        return new Page<LedgerEntry>(found, next.Count == 0 ? null : string.Join('.', next.Select(Cursor.From)));
    }

    private static List<long> NextRows(
        SqliteSession session,
        AccountChanges changes,
        EntrySearch search,
        string? cursor
    )
    {
        var chains = Chains(session, changes, search);
        if (cursor is null)
            return [.. chains.Values];
        var next = cursor.Split('.').Select(Cursor.Parse).ToList();
        foreach (var seq in next)
        {
            using var row = session.Use(RowSql).Bind(1, seq);
            // Each chain once, and none of anybody else's.
            if (!row.Step() || !chains.Remove(row.Int64(0)))
                throw new UnknownCursorException();
        }

        return next;
    }

    /// <summary>The last row of each account that can have what is looked for, by account.</summary>
    private static Dictionary<long, long> Chains(SqliteSession session, AccountChanges changes, EntrySearch search)
    {
        if (search.MemberId is not { } member)
            return [];
        var ends = search.ProgramId is { } program
            ? [AccountTable.EndOfChain(session, changes, new AccountKey(search.OrgId, member, program))]
            : AccountTable.EndsOfChains(session, changes, new MemberKey(search.OrgId, member));
        return ends.Where(end => end.Last != 0).ToDictionary(end => end.No, end => end.Last);
    }

    private static long LastRow(SqliteSession session)
    {
        using var row = session.Use(LastSql);
        return row.Step() ? row.OptionalInt64(0) ?? 0 : 0;
    }

    /// <summary>The last row, up to <paramref name="high"/>, of an entry before an instant; by halving.</summary>
    private static long LastRowBefore(SqliteSession session, DateTimeOffset instant, long high)
    {
        long low = 0;
        while (low < high)
        {
            var middle = high - ((high - low) / 2);
            using var row = session.Use(AtOrBelowSql).Bind(1, middle);
            if (!row.Step())
                return low;
            if (Documents.Read(row.Bytes(1), LedgerJson.Default.LedgerEntry).At < instant)
                low = middle;
            else
                high = row.Int64(0) - 1;
        }

        return low;
    }

    /// <summary>An end that no row in question lies behind; null where time has no more room.</summary>
    private static DateTimeOffset? Later(DateTimeOffset? to) => to < DateTimeOffset.MaxValue - Skew ? to + Skew : null;

    /// <summary>A start that every row before which is out of the question for good.</summary>
    private static DateTimeOffset? Earlier(DateTimeOffset? from) =>
        from > DateTimeOffset.MinValue + Skew ? from - Skew : null;
}

using System.Globalization;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>
/// An organisation's entries in the order of their rows, which one writer appends: a row that becomes visible later has a
/// higher number than all that were visible before. The cursor is the last row that was looked at.
/// </summary>
internal static class JournalScan
{
    private const string RowsSql = "SELECT seq, body FROM entries WHERE seq > ? ORDER BY seq LIMIT ?";

    public static JournalPage Read(SqliteSession session, OrgId org, string? cursor, int limit)
    {
        var last = cursor is null ? 0 : Parse(cursor);
        var entries = new List<LedgerEntry>();
        var rest = EntrySearch.MostLookedAt;
        using var rows = session.Use(RowsSql).Bind(1, last).Bind(2, rest);
        for (; entries.Count < limit && rows.Step(); rest--)
        {
            last = rows.Int64(0);
            var entry = Documents.Read(rows.Bytes(1), LedgerJson.Default.LedgerEntry);
            if (entry.OrgId == org)
                entries.Add(entry);
        }

        return new JournalPage(entries, Text(last), entries.Count < limit && rest > 0);
    }

    private static string Text(long row) => row.ToString(CultureInfo.InvariantCulture);

    /// <summary>As other cursors, but 0 is one as well: the end of a journal that is empty.</summary>
    private static long Parse(string cursor) => cursor == Text(0) ? 0 : Cursor.Parse(cursor);
}

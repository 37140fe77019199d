using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Programs;

namespace Loyalty.Embedded;

/// <summary>
/// Everything that the file holds, for proving and exporting it. Lists are read in portions, each from the latest
/// commit; on a stopped host, or one opened for reading only, all portions are of one state.
/// </summary>
public sealed class SqliteAudit(SqliteDatabase database) : IStoreReader, IQueueReader
{
    private const int Portion = 500;
    private static readonly (string Table, string Index)[] Indexed =
    [
        ("entries", "entry_ids"),
        ("claims", "claim_ids"),
        ("deliveries", "delivery_ids"),
    ];
    private const string TablesSql = "SELECT count(*) FROM sqlite_master WHERE name = ?";
    private const string MessagesSql = """
        SELECT key, body, messages.id, deliveries, name FROM messages LEFT JOIN queues ON no = key >> 58
        WHERE key > ? ORDER BY key LIMIT ?
        """;

    /// <summary>All accounts, in the order of their first entry.</summary>
    public IAsyncEnumerable<Account> AccountsAsync(CancellationToken cancellationToken = default) =>
        PortionsAsync<Account>(
            (session, after, portion) =>
                AccountTable.Portion(session, database.AccountChanges, after, Portion, portion),
            cancellationToken
        );

    /// <summary>All entries, refused ones included, in the order of their commit.</summary>
    public IAsyncEnumerable<LedgerEntry> EntriesAsync(CancellationToken cancellationToken = default) =>
        DocumentsAsync("entries", LedgerJson.Default.LedgerEntry, cancellationToken);

    /// <summary>All claimed requests, in the order of their commit.</summary>
    public IAsyncEnumerable<PointsMessage> ClaimsAsync(CancellationToken cancellationToken = default) =>
        DocumentsAsync("claims", PointsJson.Default.PointsMessage, cancellationToken);

    /// <summary>All messages that wait or are being handled, queue by queue in order of due time.</summary>
    public IAsyncEnumerable<QueuedMessage> MessagesAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            MessagesSql,
            static row => new QueuedMessage(
                row.Text(4),
                row.Text(2),
                row.Text(1),
                MessageKey.DueOf(row.Int64(0)),
                (int)row.Int64(3)
            ),
            cancellationToken
        );

    /// <summary>All parked messages, in no order.</summary>
    public IAsyncEnumerable<ParkedMessage> ParkedAsync(CancellationToken cancellationToken = default) =>
        DocumentsAsync("parked", MessageJson.Default.ParkedMessage, cancellationToken);

    /// <summary>All deliveries, in the order of their first attempt.</summary>
    public IAsyncEnumerable<Delivery> DeliveriesAsync(CancellationToken cancellationToken = default) =>
        DocumentsAsync("deliveries", CallbackJson.Default.Delivery, cancellationToken);

    /// <summary>All budgets, in the order of their first reservation.</summary>
    public IAsyncEnumerable<Budget> BudgetsAsync(CancellationToken cancellationToken = default) =>
        LaterAsync("budgets", BudgetJson.Default.Budget, cancellationToken);

    /// <summary>All open reservations of budgets, the oldest first.</summary>
    public IAsyncEnumerable<Reservation> ReservationsAsync(CancellationToken cancellationToken = default) =>
        LaterAsync("reservations", BudgetJson.Default.Reservation, cancellationToken);

    /// <summary>Everything that was issued, in the order in which it came.</summary>
    public IAsyncEnumerable<Issue> IssuesAsync(CancellationToken cancellationToken = default) =>
        LaterAsync("issues", IssueJson.Default.Issue, cancellationToken);

    /// <summary>All redemptions of groups, in the order in which they came.</summary>
    public IAsyncEnumerable<GroupRedemption> GroupRedemptionsAsync(CancellationToken cancellationToken = default) =>
        LaterAsync("group_redemptions", GroupJson.Default.GroupRedemption, cancellationToken);

    /// <summary>All catalog documents of a kind, in the order of their creation.</summary>
    public IAsyncEnumerable<T> CatalogAsync<T>(CancellationToken cancellationToken = default)
        where T : class, ICatalogDocument<T> =>
        DocumentsAsync("catalog", T.Json, cancellationToken, $"AND kind = '{T.Kind}'");

    /// <summary>What SQLite finds wrong with the file, and what the tables disagree about; empty when all is
    /// well.</summary>
    public ValueTask<IReadOnlyList<string>> DefectsAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<SqliteDatabase, IReadOnlyList<string>>(
            database,
            static (session, database) =>
            {
                var defects = new List<string>();
                using var rows = session.Use("PRAGMA integrity_check");
                while (rows.Step())
                    if (rows.Text(0) is var line && line != "ok")
                        defects.Add(line);
                foreach (var (table, index) in Indexed)
                    FindUnindexed(session, table, index, defects);
                // A file of an earlier version has no words.
                if (database.RequestWords.CompleteTo(session) is null)
                    return defects;
                defects.AddRange(database.EntryWords.Defects(session));
                defects.AddRange(SqliteRequestLog.Defects(session, database.RequestWords));
                return defects;
            },
            cancellationToken
        );

    /// <summary>A row that its id does not lead to could be written a second time. The newest are not in the index yet:
    /// its counter says how far it goes.</summary>
    private static void FindUnindexed(SqliteSession session, string table, string index, List<string> defects)
    {
        using var rows = session.Use(
            $"""
            SELECT {table}.seq FROM {table} LEFT JOIN {index} ON key = id
            WHERE {table}.seq <= (SELECT value FROM counters WHERE name = '{index}') AND {index}.seq IS NOT {table}.seq
            """
        );
        while (rows.Step())
            defects.Add($"Row {rows.Int64(0)} of {table} is not in {index}.");
    }

    /// <summary>What lies in a table that came later; nothing where the file is older than that, and may not be
    /// changed.</summary>
    private async IAsyncEnumerable<T> LaterAsync<T>(
        string table,
        JsonTypeInfo<T> json,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        var tables = await database.ReadAsync(
            table,
            static (session, table) =>
            {
                using var row = session.Use(TablesSql).Bind(1, table);
                return row.Step() ? row.Int64(0) : 0;
            },
            cancellationToken
        );
        if (tables == 0)
            yield break;
        await foreach (var item in DocumentsAsync(table, json, cancellationToken))
            yield return item;
    }

    /// <summary>What lies in a table, in the order in which its rows came.</summary>
    private IAsyncEnumerable<T> DocumentsAsync<T>(
        string table,
        JsonTypeInfo<T> json,
        CancellationToken cancellationToken,
        string condition = "AND body IS NOT NULL"
    )
        where T : class =>
        ReadAsync(
            $"SELECT rowid, body FROM {table} WHERE rowid > ? {condition} ORDER BY rowid LIMIT ?",
            row => Documents.Read(row.Bytes(1), json),
            cancellationToken
        );

    private IAsyncEnumerable<T> ReadAsync<T>(
        string sql,
        Func<Statement, T> read,
        CancellationToken cancellationToken
    ) =>
        PortionsAsync<T>(
            (session, after, portion) =>
            {
                using var rows = session.Use(sql).Bind(1, after).Bind(2, Portion);
                while (rows.Step())
                {
                    after = rows.Int64(0);
                    portion.Add(read(rows));
                }

                return portion.Count == Portion ? after : null;
            },
            cancellationToken
        );

    /// <param name="read">Reads what is after a row into a list, and tells the last row that it read; null = there are no
    /// more.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private async IAsyncEnumerable<T> PortionsAsync<T>(
        Func<SqliteSession, long, List<T>, long?> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var portion = new List<T>(Portion);
        for (long? after = -1; after is { } last; )
        {
            portion.Clear();
            after = await database.ReadAsync(
                (read, last, portion),
                static (session, state) => state.read(session, state.last, state.portion),
                cancellationToken
            );
            foreach (var item in portion)
                yield return item;
        }
    }
}

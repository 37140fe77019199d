using System.Runtime.CompilerServices;
using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

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
    private const string AccountsSql =
        "SELECT no, body FROM accounts WHERE no > ? AND body IS NOT NULL ORDER BY no LIMIT ?";
    private const string EntriesSql = "SELECT seq, body FROM entries WHERE seq > ? ORDER BY seq LIMIT ?";
    private const string ClaimsSql = "SELECT seq, body FROM claims WHERE seq > ? ORDER BY seq LIMIT ?";
    private const string DeliveriesSql = "SELECT seq, body FROM deliveries WHERE seq > ? ORDER BY seq LIMIT ?";
    private const string ParkedSql = "SELECT rowid, body FROM parked WHERE rowid > ? ORDER BY rowid LIMIT ?";
    private const string BudgetsSql = "SELECT no, body FROM budgets WHERE no > ? ORDER BY no LIMIT ?";
    private const string ReservationsSql = "SELECT seq, body FROM reservations WHERE seq > ? ORDER BY seq LIMIT ?";
    private const string BudgetTablesSql = "SELECT count(*) FROM sqlite_master WHERE name = 'budgets'";
    private const string MessagesSql = """
        SELECT key, body, messages.id, deliveries, name FROM messages LEFT JOIN queues ON no = key >> 58
        WHERE key > ? ORDER BY key LIMIT ?
        """;
    private const string CatalogSql =
        "SELECT rowid, body FROM catalog WHERE rowid > ? AND kind = ? ORDER BY rowid LIMIT ?";

    /// <summary>All accounts, in the order of their first entry.</summary>
    public IAsyncEnumerable<Account> AccountsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            AccountsSql,
            static row => Documents.Read(row.Bytes(1), LedgerJson.Default.Account),
            cancellationToken
        );

    /// <summary>All entries, refused ones included, in the order of their commit.</summary>
    public IAsyncEnumerable<LedgerEntry> EntriesAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            EntriesSql,
            static row => Documents.Read(row.Bytes(1), LedgerJson.Default.LedgerEntry),
            cancellationToken
        );

    /// <summary>All claimed requests, in the order of their commit.</summary>
    public IAsyncEnumerable<PointsMessage> ClaimsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            ClaimsSql,
            static row => Documents.Read(row.Bytes(1), PointsJson.Default.PointsMessage),
            cancellationToken
        );

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
        ReadAsync(
            ParkedSql,
            static row => Documents.Read(row.Bytes(1), MessageJson.Default.ParkedMessage),
            cancellationToken
        );

    /// <summary>All deliveries, in the order of their first attempt.</summary>
    public IAsyncEnumerable<Delivery> DeliveriesAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            DeliveriesSql,
            static row => Documents.Read(row.Bytes(1), CallbackJson.Default.Delivery),
            cancellationToken
        );

    /// <summary>All budgets, in the order of their first reservation.</summary>
    public IAsyncEnumerable<Budget> BudgetsAsync(CancellationToken cancellationToken = default) =>
        ReadBudgetsAsync(
            BudgetsSql,
            static row => Documents.Read(row.Bytes(1), BudgetJson.Default.Budget),
            cancellationToken
        );

    /// <summary>All open reservations of budgets, the oldest first.</summary>
    public IAsyncEnumerable<Reservation> ReservationsAsync(CancellationToken cancellationToken = default) =>
        ReadBudgetsAsync(
            ReservationsSql,
            static row => Documents.Read(row.Bytes(1), BudgetJson.Default.Reservation),
            cancellationToken
        );

    /// <summary>All catalog documents of a kind, in the order of their creation.</summary>
    public IAsyncEnumerable<T> CatalogAsync<T>(CancellationToken cancellationToken = default)
        where T : class, ICatalogDocument<T> =>
        ReadAsync(CatalogSql, static row => Documents.Read(row.Bytes(1), T.Json), cancellationToken, T.Kind);

    /// <summary>What SQLite finds wrong with the file, and what the tables disagree about; empty when all is
    /// well.</summary>
    public ValueTask<IReadOnlyList<string>> DefectsAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<int, IReadOnlyList<string>>(
            0,
            static (session, _) =>
            {
                var defects = new List<string>();
                using var rows = session.Use("PRAGMA integrity_check");
                while (rows.Step())
                    if (rows.Text(0) is var line && line != "ok")
                        defects.Add(line);
                foreach (var (table, index) in Indexed)
                    FindUnindexed(session, table, index, defects);
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

    /// <summary>Nothing where the file is older than budgets are, and may not be changed.</summary>
    private async IAsyncEnumerable<T> ReadBudgetsAsync<T>(
        string sql,
        Func<Statement, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var tables = await database.ReadAsync(
            0,
            static (session, _) => session.ReadInt64(BudgetTablesSql),
            cancellationToken
        );
        if (tables == 0)
            yield break;
        await foreach (var item in ReadAsync(sql, read, cancellationToken))
            yield return item;
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string sql,
        Func<Statement, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        string? kind = null
    )
    {
        var portion = new List<T>(Portion);
        long after = -1;
        do
        {
            portion.Clear();
            after = await database.ReadAsync(
                (sql, read, kind, after, portion),
                static (session, state) =>
                {
                    var after = state.after;
                    var bound = session.Use(state.sql).Bind(1, state.after);
                    using var rows = state.kind is null
                        ? bound.Bind(2, Portion)
                        : bound.Bind(2, state.kind).Bind(3, Portion);
                    while (rows.Step())
                    {
                        after = rows.Int64(0);
                        state.portion.Add(state.read(rows));
                    }
                    return after;
                },
                cancellationToken
            );
            foreach (var item in portion)
                yield return item;
        } while (portion.Count == Portion);
    }
}

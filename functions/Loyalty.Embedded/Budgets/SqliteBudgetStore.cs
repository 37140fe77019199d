using Loyalty.Budgets;

namespace Loyalty.Embedded;

/// <summary>Budgets and their reservations in SQLite.</summary>
public sealed class SqliteBudgetStore(SqliteDatabase database) : IBudgetStore
{
    private const string FindSql = "SELECT revision, body FROM budgets WHERE key = ?";
    private const string ReservationSql = "SELECT body FROM reservations WHERE budget = ? AND entry = ?";
    private const string PageSql = "SELECT seq, body FROM reservations WHERE at < ? AND seq > ? ORDER BY seq LIMIT ?";

    /// <inheritdoc/>
    public ValueTask<Versioned<Budget>?> FindAsync(BudgetKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            key.ToString(),
            static (session, key) =>
            {
                using var row = session.Use(FindSql).Bind(1, key);
                return row.Step()
                    ? new Versioned<Budget>(
                        Documents.Read(row.Bytes(1), BudgetJson.Default.Budget),
                        Revision.ETag(row.Int64(0))
                    )
                    : null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reservation>> ReservationsAsync(
        BudgetKey key,
        IReadOnlyCollection<EntryId> entries,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            (Key: key.ToString(), entries),
            static (session, state) =>
            {
                var found = new List<Reservation>();
                foreach (var entry in state.entries.Distinct())
                {
                    using var row = session
                        .Use(ReservationSql)
                        .Bind(1, state.Key)
                        .BindBlob(2, RowKey.Bytes(RowKey.Of(entry)));
                    if (row.Step())
                        found.Add(Documents.Read(row.Bytes(0), BudgetJson.Default.Reservation));
                }
                return found;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<BudgetCommit> CommitAsync(BudgetWrite write, CancellationToken cancellationToken)
    {
        var rows = BudgetRows.Of(write);
        return database.WriteAsync(rows, static (session, rows) => rows.Apply(session), cancellationToken);
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
        var after = cursor is null ? 0 : Cursor.Parse(cursor);
        return await database.ReadAsync(
            (before, after, limit),
            static (session, state) =>
                session
                    .Use(PageSql)
                    .Bind(1, state.before.UtcTicks)
                    .Bind(2, state.after)
                    .ReadPage(
                        3,
                        state.limit,
                        static row => Documents.Read(row.Bytes(1), BudgetJson.Default.Reservation),
                        static row => Cursor.From(row.Int64(0))
                    ),
            cancellationToken
        );
    }
}

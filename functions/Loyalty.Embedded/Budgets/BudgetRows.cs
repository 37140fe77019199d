using System.Text.Json;
using Loyalty.Budgets;

namespace Loyalty.Embedded;

/// <summary>
/// A <see cref="BudgetWrite"/> as bytes, and the writing of it. All conflicts are looked for before the first row is
/// written, so a write that is refused leaves nothing to take back.
/// </summary>
internal sealed class BudgetRows
{
    private const string RevisionSql = "SELECT revision FROM budgets WHERE key = ?";
    private const string OpenSql = "SELECT 1 FROM reservations WHERE budget = ? AND entry = ?";
    private const string CreateSql = "INSERT INTO budgets (key, revision, body) VALUES (?, 1, ?)";
    private const string ReplaceSql = "UPDATE budgets SET revision = revision + 1, body = ? WHERE key = ?";
    private const string CloseSql = "DELETE FROM reservations WHERE budget = ? AND entry = ?";
    private const string ExtendSql = "UPDATE reservations SET body = ? WHERE budget = ? AND entry = ?";
    private const string OpenNewSql = "INSERT INTO reservations (budget, entry, at, body) VALUES (?, ?, ?, ?)";

    private readonly string key;
    private readonly string? etag;
    private readonly byte[] body;
    private readonly byte[][] closed;
    private readonly Row[] extended;
    private readonly Row[] opened;

    private BudgetRows(BudgetWrite write)
    {
        key = write.After.Key.ToString();
        etag = write.ETag;
        body = JsonSerializer.SerializeToUtf8Bytes(write.After, BudgetJson.Default.Budget);
        closed = [.. write.Closed.Select(entry => RowKey.Bytes(RowKey.Of(entry)))];
        extended = [.. write.Extended.Select(Row.Of)];
        opened = [.. write.Opened.Select(Row.Of)];
    }

    /// <exception cref="ArgumentException">Too many operations, or of more than one budget.</exception>
    public static BudgetRows Of(BudgetWrite write)
    {
        BudgetWrite.Check(write);
        return new BudgetRows(write);
    }

    /// <summary>Writes all of it in the open transaction, or nothing.</summary>
    public BudgetCommit Apply(SqliteSession session)
    {
        // :: Step 1: the budget must stand as it was read, and reservations as they were when it was.
        long found = 0;
        using (var row = session.Use(RevisionSql).Bind(1, key))
            if (row.Step())
                found = row.Int64(0);
        long expected = 0;
        if (etag is not null && (!Revision.TryParse(etag, out expected) || expected == 0))
            return BudgetCommit.Stale;
        if (found != expected)
            return BudgetCommit.Stale;
        foreach (var entry in closed.Concat(extended.Select(row => row.Entry)))
            if (!IsOpen(session, entry))
                return BudgetCommit.Stale;
        foreach (var row in opened)
            if (!closed.Any(entry => entry.AsSpan().SequenceEqual(row.Entry)) && IsOpen(session, row.Entry))
                return BudgetCommit.Exists;

        // :: Step 2: nothing is in the way.
        if (found == 0)
            session.Use(CreateSql).Bind(1, key).Bind(2, body).Run();
        else
            session.Use(ReplaceSql).Bind(1, body).Bind(2, key).Run();
        foreach (var entry in closed)
            session.Use(CloseSql).Bind(1, key).BindBlob(2, entry).Run();
        foreach (var row in extended)
            session.Use(ExtendSql).Bind(1, row.Body).Bind(2, key).BindBlob(3, row.Entry).Run();
        foreach (var row in opened)
            session.Use(OpenNewSql).Bind(1, key).BindBlob(2, row.Entry).Bind(3, row.At).Bind(4, row.Body).Run();
        return BudgetCommit.Committed(Revision.ETag(found + 1));
    }

    private bool IsOpen(SqliteSession session, byte[] entry)
    {
        using var row = session.Use(OpenSql).Bind(1, key).BindBlob(2, entry);
        return row.Step();
    }

    private sealed record Row(byte[] Entry, long At, byte[] Body)
    {
        public static Row Of(Reservation reservation) =>
            new(
                RowKey.Bytes(RowKey.Of(reservation.EntryId)),
                reservation.At.UtcTicks,
                JsonSerializer.SerializeToUtf8Bytes(reservation, BudgetJson.Default.Reservation)
            );
    }
}

using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>Parked messages in SQLite; those that were delivered too often come here by themselves.</summary>
public sealed class SqliteParking(SqliteDatabase database) : IParking
{
    private const string FindSql = "SELECT body FROM parked WHERE id = ?";
    private const string PageSql = "SELECT at, id, body FROM parked WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?";

    // Each part along the index; at most two pages are sorted.
    private const string OwnSql = """
        SELECT at, id, body FROM (
          SELECT * FROM parked WHERE owner = ?1 AND (at, id) > (?3, ?4) ORDER BY at, id LIMIT ?5)
        UNION ALL
        SELECT at, id, body FROM (
          SELECT * FROM parked WHERE owner = ?2 AND (at, id) > (?3, ?4) ORDER BY at, id LIMIT ?5)
        ORDER BY at, id LIMIT ?5
        """;
    private const string RemoveSql = "DELETE FROM parked WHERE id = ? AND at = ?";

    /// <inheritdoc/>
    public async Task ParkAsync(ParkedMessage message, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            message,
            static (session, message) =>
            {
                ParkedTable.Park(session, message);
                return true;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<ParkedMessage?> FindAsync(string parkedId, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            parkedId,
            static (session, id) =>
            {
                using var row = session.Use(FindSql).Bind(1, id);
                return row.Step() ? Documents.Read(row.Bytes(0), MessageJson.Default.ParkedMessage) : null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<Page<ParkedMessage>> PageAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            (After: AfterOf(cursor), limit),
            static (session, state) =>
                session
                    .Use(PageSql)
                    .Bind(1, state.After.At)
                    .Bind(2, state.After.Id)
                    .ReadPage(3, state.limit, ReadMessage, ReadCursor),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<Page<ParkedMessage>> PageAsync(
        OrgId owner,
        bool withUnreadable,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            (owner, withUnreadable, After: AfterOf(cursor), limit),
            static (session, state) =>
            {
                var page = session.Use(OwnSql).Bind(1, state.owner.Value);
                page = state.withUnreadable ? page.Bind(2, ParkedTable.Nobody) : page.Bind(2, (long?)null);
                return page.Bind(3, state.After.At)
                    .Bind(4, state.After.Id)
                    .ReadPage(5, state.limit, ReadMessage, ReadCursor);
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(ParkedMessage message, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            message,
            static (session, message) =>
                session.Use(RemoveSql).Bind(1, message.ParkedId).Bind(2, message.ParkedAt.UtcTicks).Run() == 1,
            cancellationToken
        );

    private static (long At, string Id) AfterOf(string? cursor) =>
        cursor is null ? (-1L, "") : Cursor.ParsePlace(cursor);

    private static ParkedMessage ReadMessage(Statement row) =>
        Documents.Read(row.Bytes(2), MessageJson.Default.ParkedMessage);

    private static string ReadCursor(Statement row) => Cursor.From(row.Int64(0), row.Text(1));
}

using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>Parked messages in SQLite; those that were delivered too often come here by themselves.</summary>
public sealed class SqliteParking(SqliteDatabase database) : IParking
{
    private const string FindSql = "SELECT body FROM parked WHERE id = ?";
    private const string PageSql = "SELECT at, id, body FROM parked WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?";
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
        var after = cursor is null ? (At: -1L, Id: "") : Cursor.ParsePlace(cursor);
        return await database.ReadAsync(
            (after, limit),
            static (session, state) =>
                session
                    .Use(PageSql)
                    .Bind(1, state.after.At)
                    .Bind(2, state.after.Id)
                    .ReadPage(
                        3,
                        state.limit,
                        static row => Documents.Read(row.Bytes(2), MessageJson.Default.ParkedMessage),
                        static row => Cursor.From(row.Int64(0), row.Text(1))
                    ),
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
}

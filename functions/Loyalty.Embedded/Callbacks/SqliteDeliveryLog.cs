using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>What was tried to deliver each callback, in SQLite.</summary>
public sealed class SqliteDeliveryLog(SqliteDatabase database) : IDeliveryLog
{
    private const string FindSql = "SELECT revision, body FROM deliveries WHERE seq = ?";
    private const string CreateSql = "INSERT INTO deliveries (id, org, status, revision, body) VALUES (?, ?, ?, 1, ?)";
    private const string ReplaceSql =
        "UPDATE deliveries SET revision = revision + 1, status = ?, body = ? WHERE seq = ? AND revision = ?";
    private const string PageSql =
        "SELECT seq, body FROM deliveries WHERE org = ?1 AND status = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4";

    /// <summary>Each part reads along the index of its status, as far as the page goes and no further.</summary>
    private const string PageOfAllSql = """
        SELECT * FROM (SELECT seq, body FROM deliveries WHERE org = ?1 AND status = 0 AND seq < ?3
                       ORDER BY seq DESC LIMIT ?4)
        UNION ALL
        SELECT * FROM (SELECT seq, body FROM deliveries WHERE org = ?1 AND status = 1 AND seq < ?3
                       ORDER BY seq DESC LIMIT ?4)
        UNION ALL
        SELECT * FROM (SELECT seq, body FROM deliveries WHERE org = ?1 AND status = 2 AND seq < ?3
                       ORDER BY seq DESC LIMIT ?4)
        ORDER BY seq DESC LIMIT ?4
        """;

    /// <inheritdoc/>
    public ValueTask<Versioned<Delivery>?> FindAsync(string deliveryId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (database.DeliveryKeys, Key: RowKey.Of(deliveryId)),
            static (session, state) =>
            {
                if (state.DeliveryKeys.Find(session, state.Key) is not { } seq)
                    return null;
                using var row = session.Use(FindSql).Bind(1, seq);
                if (!row.Step())
                    return null;
                var delivery = Documents.Read(row.Bytes(1), CallbackJson.Default.Delivery);
                return new Versioned<Delivery>(delivery, Revision.ETag(row.Int64(0)));
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<bool> SaveAsync(Delivery delivery, string? etag, CancellationToken cancellationToken) =>
        SaveAsync(delivery, etag, [], cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> SaveAsync(
        Delivery delivery,
        string? etag,
        IReadOnlyList<ReceivedMessage> handled,
        CancellationToken cancellationToken
    )
    {
        long revision = 0;
        if (etag is not null && (!Revision.TryParse(etag, out revision) || revision == 0))
            return false;
        var body = JsonSerializer.SerializeToUtf8Bytes(delivery, CallbackJson.Default.Delivery);
        var save = new Save(RowKey.Of(delivery.DeliveryId), delivery.OrgId, delivery.Status, revision, body);
        var held = database.Messages.StillHeld(handled);
        var isSaved = await database.WriteAsync(
            (database.DeliveryKeys, save, held),
            static (session, state) =>
            {
                if (!Write(session, state.DeliveryKeys, state.save))
                    return false;
                MessageTable.Remove(session, state.held);
                return true;
            },
            cancellationToken
        );
        if (isSaved)
            database.Messages.End(held);
        return isSaved;
    }

    /// <inheritdoc/>
    public async Task<Page<Delivery>> PageAsync(
        OrgId org,
        DeliveryStatus? status,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var before = cursor is null ? long.MaxValue : Cursor.Parse(cursor);
        return await database.ReadAsync(
            (org, status, before, limit),
            static (session, state) =>
                session
                    .Use(state.status is null ? PageOfAllSql : PageSql)
                    .Bind(1, state.org.Value)
                    .Bind(2, (long?)state.status)
                    .Bind(3, state.before)
                    .ReadPage(
                        4,
                        state.limit,
                        static row => Documents.Read(row.Bytes(1), CallbackJson.Default.Delivery),
                        static row => Cursor.From(row.Int64(0))
                    ),
            cancellationToken
        );
    }

    private static bool Write(SqliteSession session, KeyIndex keys, Save save)
    {
        var seq = keys.FindInWrite(session, save.Key);
        if (save.Revision == 0)
        {
            if (seq is not null)
                return false;
            session
                .Use(CreateSql)
                .BindBlob(1, RowKey.Bytes(save.Key))
                .Bind(2, save.Org.Value)
                .Bind(3, (long)save.Status)
                .Bind(4, save.Body)
                .Run();
            keys.Add(save.Key, session.LastRow);
            return true;
        }

        return seq is { } row
            && session
                .Use(ReplaceSql)
                .Bind(1, (long)save.Status)
                .Bind(2, save.Body)
                .Bind(3, row)
                .Bind(4, save.Revision)
                .Run() == 1;
    }

    private sealed record Save(UInt128 Key, OrgId Org, DeliveryStatus Status, long Revision, byte[] Body);
}

using System.Text.Json;
using Loyalty.GroupRedemptions;

namespace Loyalty.Embedded;

/// <summary>Redemptions of groups, in SQLite.</summary>
public sealed class SqliteGroupRedemptionStore(SqliteDatabase database) : IGroupRedemptionStore
{
    private const string FindSql = "SELECT revision, body FROM group_redemptions WHERE id = ?";
    private const string CreateSql =
        "INSERT INTO group_redemptions (id, due, revision, body) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING";
    private const string ReplaceSql =
        "UPDATE group_redemptions SET due = ?, body = ?, revision = revision + 1 WHERE id = ? AND revision = ?";
    private const string DueSql = "SELECT body FROM group_redemptions WHERE due < ? ORDER BY due, seq LIMIT ?";

    /// <inheritdoc/>
    public async Task<string?> CreateAsync(GroupRedemption redemption, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            (redemption.Id, redemption.DueAt, Body: Write(redemption)),
            static (session, state) =>
                session
                    .Use(CreateSql)
                    .BindBlob(1, IdOf(state.Id))
                    .Bind(2, state.DueAt?.UtcTicks)
                    .Bind(3, state.Body)
                    .Run() == 1,
            cancellationToken
        )
            ? Revision.ETag(1)
            : null;

    /// <inheritdoc/>
    public ValueTask<Versioned<GroupRedemption>?> FindAsync(EntryId id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            id,
            static (session, id) =>
            {
                using var row = session.Use(FindSql).BindBlob(1, IdOf(id));
                return row.Step()
                    ? new Versioned<GroupRedemption>(Read(row.Bytes(1)), Revision.ETag(row.Int64(0)))
                    : null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<string?> ReplaceAsync(
        GroupRedemption redemption,
        string etag,
        CancellationToken cancellationToken
    ) =>
        Revision.TryParse(etag, out var revision)
        && await database.WriteAsync(
            (redemption.Id, redemption.DueAt, Body: Write(redemption), revision),
            static (session, state) =>
                session
                    .Use(ReplaceSql)
                    .Bind(1, state.DueAt?.UtcTicks)
                    .Bind(2, state.Body)
                    .BindBlob(3, IdOf(state.Id))
                    .Bind(4, state.revision)
                    .Run() == 1,
            cancellationToken
        )
            ? Revision.ETag(revision + 1)
            : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GroupRedemption>> DueAsync(
        DateTimeOffset before,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            (before, limit),
            static (session, state) =>
            {
                var due = new List<GroupRedemption>();
                using var rows = session.Use(DueSql).Bind(1, state.before.UtcTicks).Bind(2, state.limit);
                while (rows.Step())
                    due.Add(Read(rows.Bytes(0)));
                return due;
            },
            cancellationToken
        );

    private static byte[] IdOf(EntryId id) => id.Value.ToByteArray(bigEndian: true);

    private static GroupRedemption Read(ReadOnlySpan<byte> body) =>
        Documents.Read(body, GroupJson.Default.GroupRedemption);

    private static byte[] Write(GroupRedemption redemption) =>
        JsonSerializer.SerializeToUtf8Bytes(redemption, GroupJson.Default.GroupRedemption);
}

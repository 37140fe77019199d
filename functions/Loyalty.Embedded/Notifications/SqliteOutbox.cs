using System.Text.Json;
using Loyalty.Notifications;

namespace Loyalty.Embedded;

/// <summary>Keeps texts to members where a person can read them, in place of sending them.</summary>
public sealed class SqliteOutbox(SqliteDatabase database) : INotifier, IOutbox
{
    private const string AddSql = "INSERT INTO outbox (org, member, body) VALUES (?, ?, ?)";
    private const string PageSql =
        "SELECT seq, body FROM outbox WHERE org = ?1 AND seq < ?3 ORDER BY seq DESC LIMIT ?4";
    private const string PageOfMemberSql =
        "SELECT seq, body FROM outbox WHERE org = ?1 AND member = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4";
    private const string ForgetSql = "DELETE FROM outbox WHERE org = ? AND member = ?";

    /// <inheritdoc/>
    public async Task SendAsync(Notification notification, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            notification,
            static (session, notification) =>
                session
                    .Use(AddSql)
                    .Bind(1, notification.OrgId.Value)
                    .Bind(2, notification.MemberId.Value)
                    .Bind(3, JsonSerializer.SerializeToUtf8Bytes(notification, NotificationJson.Default.Notification))
                    .Run(),
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<Page<Notification>> PageAsync(
        OrgId org,
        MemberId? member,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var before = cursor is null ? long.MaxValue : Cursor.Parse(cursor);
        return await database.ReadAsync(
            (org, member, before, limit),
            static (session, state) =>
            {
                var items = new List<Notification>();
                long last = 0;
                var page = session.Use(state.member is null ? PageSql : PageOfMemberSql).Bind(1, state.org.Value);
                if (state.member is { } member)
                    page.Bind(2, member.Value);
                // One more than asked for tells whether there is a next page.
                using var rows = page.Bind(3, state.before).Bind(4, state.limit + 1L);
                while (rows.Step())
                {
                    if (items.Count == state.limit)
                        return new Page<Notification>(items, Cursor.From(last));
                    last = rows.Int64(0);
                    items.Add(Documents.Read(rows.Bytes(1), NotificationJson.Default.Notification));
                }
                return new Page<Notification>(items, null);
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(OrgId org, MemberId member, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            (org, member),
            static (session, state) =>
                session.Use(ForgetSql).Bind(1, state.org.Value).Bind(2, state.member.Value).Run(),
            cancellationToken
        );
}

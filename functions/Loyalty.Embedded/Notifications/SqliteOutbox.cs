using System.Text.Json;
using Loyalty.Notifications;

namespace Loyalty.Embedded;

/// <summary>Texts to members, kept where a person can read them in place of being sent.</summary>
public sealed class SqliteOutbox(SqliteDatabase database) : IOutbox
{
    private const string AddSql =
        "INSERT INTO outbox (org, member, id, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private const string PageSql =
        "SELECT seq, body FROM outbox WHERE org = ?1 AND seq < ?3 ORDER BY seq DESC LIMIT ?4";
    private const string PageOfMemberSql =
        "SELECT seq, body FROM outbox WHERE org = ?1 AND member = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4";
    private const string ForgetSql = "DELETE FROM outbox WHERE org = ? AND member = ?";

    /// <inheritdoc/>
    public async Task KeepAsync(Notification notification, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            notification,
            static (session, notification) =>
                session
                    .Use(AddSql)
                    .Bind(1, notification.OrgId.Value)
                    .Bind(2, notification.MemberId.Value)
                    .Bind(3, notification.NotificationId)
                    .Bind(4, JsonSerializer.SerializeToUtf8Bytes(notification, NotificationJson.Default.Notification))
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
                var page = session.Use(state.member is null ? PageSql : PageOfMemberSql).Bind(1, state.org.Value);
                if (state.member is { } member)
                    page.Bind(2, member.Value);
                return page.Bind(3, state.before)
                    .ReadPage(
                        4,
                        state.limit,
                        static row => Documents.Read(row.Bytes(1), NotificationJson.Default.Notification),
                        static row => Cursor.From(row.Int64(0))
                    );
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

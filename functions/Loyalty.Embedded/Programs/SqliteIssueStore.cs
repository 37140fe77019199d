using System.Text;
using System.Text.Json;
using Loyalty.Programs;

namespace Loyalty.Embedded;

/// <summary>What was issued, in SQLite.</summary>
public sealed class SqliteIssueStore(SqliteDatabase database) : IIssueStore
{
    private const string FindSql = "SELECT revision, body FROM issues WHERE id = ?";
    private const string CreateSql = """
        INSERT INTO issues (id, client, program, at, due, pending, revision, body) VALUES (?, ?, ?, ?, ?, ?, 1, ?)
        ON CONFLICT DO NOTHING
        """;
    private const string ReplaceSql =
        "UPDATE issues SET due = ?, pending = ?, body = ?, revision = revision + 1 WHERE id = ? AND revision = ?";
    private const string DueSql = "SELECT body FROM issues WHERE due < ? ORDER BY due, seq LIMIT ?";

    private const string PageSql = """
        SELECT at, seq, body FROM issues WHERE client = ?1 AND at >= ?2 AND (at, seq) < (?3, ?4)
        ORDER BY at DESC, seq DESC LIMIT ?5
        """;
    private const string PageOfProgramSql = """
        SELECT at, seq, body FROM issues WHERE client = ?1 AND program = ?6 AND at >= ?2 AND (at, seq) < (?3, ?4)
        ORDER BY at DESC, seq DESC LIMIT ?5
        """;

    private const string PendingSql = """
        SELECT at, seq, body FROM issues WHERE pending = ?1 AND (at, seq) < (?3, ?4)
        ORDER BY at DESC, seq DESC LIMIT ?5
        """;

    /// <inheritdoc/>
    public async Task<Versioned<Issue>?> CreateAsync(Issue issue, CancellationToken cancellationToken)
    {
        var body = Write(issue);
        return await database.WriteAsync(
            (issue, body),
            static (session, state) =>
                session
                    .Use(CreateSql)
                    .BindBlob(1, IdOf(state.issue.IssueId))
                    .Bind(2, state.issue.ClientId.Value)
                    .Bind(3, state.issue.ProgramId.Value)
                    .Bind(4, state.issue.CreatedAt.UtcTicks)
                    .Bind(5, state.issue.DueAt?.UtcTicks)
                    .BindText(6, PendingOf(state.issue))
                    .Bind(7, state.body)
                    .Run() == 1
                    ? null
                    : Find(session, state.issue.IssueId),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask<Versioned<Issue>?> FindAsync(EntryId id, CancellationToken cancellationToken) =>
        database.ReadAsync(id, Find, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(Issue issue, string etag, CancellationToken cancellationToken)
    {
        if (!Revision.TryParse(etag, out var revision))
            return false;
        var body = Write(issue);
        return await database.WriteAsync(
            (issue, revision, body),
            static (session, state) =>
                session
                    .Use(ReplaceSql)
                    .Bind(1, state.issue.DueAt?.UtcTicks)
                    .BindText(2, PendingOf(state.issue))
                    .Bind(3, state.body)
                    .BindBlob(4, IdOf(state.issue.IssueId))
                    .Bind(5, state.revision)
                    .Run() == 1,
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<Page<Issue>> PageAsync(
        IssueSearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var before = cursor is null ? (At: search.To.UtcTicks, Seq: 0) : PlaceOf(cursor);
        return await database.ReadAsync(
            (search, before, limit),
            static (session, state) => ReadPage(session, state.search, state.before, state.limit),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<Page<Issue>> PendingAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var before = cursor is null ? (At: long.MaxValue, Seq: 0) : PlaceOf(cursor);
        return await database.ReadAsync(
            (org, before, limit),
            static (session, state) =>
                ReadPage(
                    session.Use(PendingSql).Bind(1, state.org.Value).Bind(3, state.before.At).Bind(4, state.before.Seq),
                    state.limit
                ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Issue>> DueAsync(
        DateTimeOffset before,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            (before, limit),
            static (session, state) =>
            {
                var due = new List<Issue>();
                using var rows = session.Use(DueSql).Bind(1, state.before.UtcTicks).Bind(2, state.limit);
                while (rows.Step())
                    due.Add(Documents.Read(rows.Bytes(0), IssueJson.Default.Issue));
                return due;
            },
            cancellationToken
        );

    private static Page<Issue> ReadPage(
        SqliteSession session,
        IssueSearch search,
        (long At, long Seq) before,
        int limit
    )
    {
        var page = session
            .Use(search.ProgramId is null ? PageSql : PageOfProgramSql)
            .Bind(1, search.ClientId.Value)
            .Bind(2, search.From.UtcTicks)
            .Bind(3, before.At)
            .Bind(4, before.Seq);
        if (search.ProgramId is { } program)
            page.Bind(6, program.Value);
        return ReadPage(page, limit);
    }

    private static Page<Issue> ReadPage(Statement page, int limit) =>
        page.ReadPage(
            5,
            limit,
            static row => Documents.Read(row.Bytes(2), IssueJson.Default.Issue),
            static row => Cursor.From(row.Int64(0), Revision.ETag(row.Int64(1)))
        );

    /// <summary>Whose list of pending issues it is in, in UTF-8; empty = it is settled.</summary>
    private static byte[] PendingOf(Issue issue) =>
        issue.Status == IssueStatus.Pending ? Encoding.UTF8.GetBytes(issue.OrgId.Value) : [];

    private static Versioned<Issue>? Find(SqliteSession session, EntryId id)
    {
        using var row = session.Use(FindSql).BindBlob(1, IdOf(id));
        return row.Step()
            ? new Versioned<Issue>(Documents.Read(row.Bytes(1), IssueJson.Default.Issue), Revision.ETag(row.Int64(0)))
            : null;
    }

    /// <exception cref="UnknownCursorException">The cursor is none of this list.</exception>
    private static (long At, long Seq) PlaceOf(string cursor)
    {
        var (at, id) = Cursor.ParsePlace(cursor);
        return Revision.TryParse(id, out var seq) ? (at, seq) : throw new UnknownCursorException();
    }

    private static byte[] IdOf(EntryId id) => id.Value.ToByteArray(bigEndian: true);

    private static byte[] Write(Issue issue) => JsonSerializer.SerializeToUtf8Bytes(issue, IssueJson.Default.Issue);
}

using System.Globalization;
using System.Text.Json;
using Loyalty.RequestLog;

namespace Loyalty.Embedded;

/// <summary>Requests in SQLite: segments in the order in which they were stored, and a narrow row for each word that one
/// stands under. A segment is one write, which joins the next group commit.</summary>
public sealed class SqliteRequestLog(SqliteDatabase database) : IRequestLog
{
    private const string AddSql = "INSERT OR IGNORE INTO request_log (org, place, body) VALUES (?, ?, ?)";
    private const string AddTermSql = "INSERT INTO request_terms (org, term, place, seq) VALUES (?, ?, ?, ?)";
    private const string ReadSql = """
        SELECT body FROM request_terms JOIN request_log USING (seq)
        WHERE request_terms.org = ? AND term = ? AND request_terms.place >= ? AND request_terms.place < ?
        ORDER BY request_terms.place DESC LIMIT ?
        """;
    private const string JournalSql = "SELECT seq, org, body FROM request_log WHERE seq > ? ORDER BY seq LIMIT ?";
    private const string OldestSql = "SELECT seq, place, body FROM request_log ORDER BY seq LIMIT ?";
    private const string RemoveSql = "DELETE FROM request_log WHERE seq = ?";
    private const string RemoveTermSql = "DELETE FROM request_terms WHERE org = ? AND term = ? AND place = ?";

    /// <inheritdoc/>
    public async Task AppendAsync(RequestSegment segment, CancellationToken cancellationToken)
    {
        // Away from the writer, which everybody waits for.
        var state = (
            Segment: segment,
            Terms: RequestTerms.Of(segment),
            Body: JsonSerializer.SerializeToUtf8Bytes(segment, RequestLogJson.Default.RequestSegment)
        );
        await database.WriteAsync(
            state,
            static (session, state) => Add(session, state.Segment, state.Terms, state.Body),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RequestSegment>> ReadAsync(
        OrgId org,
        string term,
        string from,
        string before,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            (org, term, from, before, limit),
            static (session, state) =>
            {
                using var rows = session
                    .Use(ReadSql)
                    .Bind(1, state.org.Value)
                    .Bind(2, state.term)
                    .Bind(3, state.from)
                    .Bind(4, state.before)
                    .Bind(5, state.limit);
                var segments = new List<RequestSegment>();
                while (rows.Step())
                    segments.Add(Read(rows.Bytes(0)));
                return segments;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<SegmentPage> JournalAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            (org, After: cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture), limit),
            static (session, state) =>
            {
                using var rows = session.Use(JournalSql).Bind(1, state.After).Bind(2, state.limit);
                var segments = new List<RequestSegment>();
                var (last, looked) = (state.After, 0);
                for (; rows.Step(); looked++)
                {
                    last = rows.Int64(0);
                    if (rows.Text(1) == state.org.Value)
                        segments.Add(Read(rows.Bytes(2)));
                }

                return new SegmentPage(
                    segments,
                    last.ToString(CultureInfo.InvariantCulture),
                    IsEnd: looked < state.limit
                );
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            (Before: RequestSegment.TimeOf(before), most),
            static (session, state) => Remove(session, state.Before, state.most),
            cancellationToken
        );

    private static bool Add(SqliteSession session, RequestSegment segment, IReadOnlySet<string> terms, byte[] body)
    {
        var (org, place) = (segment.OrgId.Value, segment.Place);
        if (session.Use(AddSql).Bind(1, org).Bind(2, place).Bind(3, body).Run() == 0)
            return false;
        var seq = session.LastRow;
        foreach (var term in terms)
            session.Use(AddTermSql).Bind(1, org).Bind(2, term).Bind(3, place).Bind(4, seq).Run();
        return true;
    }

    /// <summary>Segments are stored soon after their requests came, so the oldest rows are the oldest segments.</summary>
    private static int Remove(SqliteSession session, string before, int most)
    {
        var old = new List<(long Row, RequestSegment Segment)>();
        using (var rows = session.Use(OldestSql).Bind(1, most))
            while (rows.Step() && string.CompareOrdinal(rows.Text(1), before) < 0)
                old.Add((rows.Int64(0), Read(rows.Bytes(2))));
        foreach (var (row, segment) in old)
        {
            foreach (var term in RequestTerms.Of(segment))
                session.Use(RemoveTermSql).Bind(1, segment.OrgId.Value).Bind(2, term).Bind(3, segment.Place).Run();
            session.Use(RemoveSql).Bind(1, row).Run();
        }

        return old.Count;
    }

    private static RequestSegment Read(ReadOnlySpan<byte> body) =>
        Documents.Read(body, RequestLogJson.Default.RequestSegment);
}

using System.Globalization;
using System.Text.Json;
using Loyalty.RequestLog;

namespace Loyalty.Embedded;

/// <summary>Requests in SQLite: segments in the order in which they were stored, and a narrow row for each word that one
/// stands under. A segment is one write, which joins the next group commit.</summary>
public sealed class SqliteRequestLog(SqliteDatabase database) : IRequestLog
{
    private const string AddSql = "INSERT OR IGNORE INTO request_log (org, place, gone, body) VALUES (?, ?, ?, ?)";
    private const string AddTermSql = "INSERT INTO request_terms (org, term, place, seq) VALUES (?, ?, ?, ?)";
    private const string ReadSql = """
        SELECT body FROM request_terms JOIN request_log USING (seq)
        WHERE request_terms.org = ? AND term = ? AND request_terms.place >= ? AND request_terms.place < ?
        ORDER BY request_terms.place DESC LIMIT ?
        """;
    private const string JournalSql = "SELECT seq, org, body FROM request_log WHERE seq > ? ORDER BY seq LIMIT ?";
    private const string GoneSql = "SELECT seq, body FROM request_log WHERE gone < ? ORDER BY gone LIMIT ?";
    private const string AllSql = "SELECT seq, body FROM request_log";
    private const string SetGoneSql = "UPDATE request_log SET gone = ? WHERE seq = ?";
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
            (before, most),
            static (session, state) => Remove(session, state.before, state.most),
            cancellationToken
        );

    private static bool Add(SqliteSession session, RequestSegment segment, IReadOnlySet<string> terms, byte[] body)
    {
        var (org, place) = (segment.OrgId.Value, segment.Place);
        var gone = segment.KeptUntil.UtcTicks;
        if (session.Use(AddSql).Bind(1, org).Bind(2, place).Bind(3, gone).Bind(4, body).Run() == 0)
            return false;
        var seq = session.LastRow;
        foreach (var term in terms)
            session.Use(AddTermSql).Bind(1, org).Bind(2, term).Bind(3, place).Bind(4, seq).Run();
        return true;
    }

    /// <summary>Says of segments from before that was written down when their time is over: as where nobody had set up
    /// anything else.</summary>
    internal static void NoteTimes(SqliteSession session)
    {
        var days = new RequestLogOptions().DaysKept;
        foreach (var (row, segment) in ReadRows(session.Use(AllSql)))
            session.Use(SetGoneSql).Bind(1, segment.Records[^1].At.AddDays(days).UtcTicks).Bind(2, row).Run();
    }

    private static int Remove(SqliteSession session, DateTimeOffset before, int most)
    {
        var old = ReadRows(session.Use(GoneSql).Bind(1, before.UtcTicks).Bind(2, most));
        foreach (var (row, segment) in old)
        {
            foreach (var term in RequestTerms.Of(segment))
                session.Use(RemoveTermSql).Bind(1, segment.OrgId.Value).Bind(2, term).Bind(3, segment.Place).Run();
            session.Use(RemoveSql).Bind(1, row).Run();
        }

        return old.Count;
    }

    private static List<(long Row, RequestSegment Segment)> ReadRows(Statement rows)
    {
        var found = new List<(long Row, RequestSegment Segment)>();
        using (rows)
            while (rows.Step())
                found.Add((rows.Int64(0), Read(rows.Bytes(1))));
        return found;
    }

    private static RequestSegment Read(ReadOnlySpan<byte> body) =>
        Documents.Read(body, RequestLogJson.Default.RequestSegment);
}

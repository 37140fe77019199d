using System.Globalization;
using System.Text.Json;
using Loyalty.RequestLog;

namespace Loyalty.Embedded;

/// <summary>Requests in SQLite: segments in the order in which they were stored, and a key for each word that one stands
/// under. A segment is one write, which joins the next group commit.</summary>
public sealed class SqliteRequestLog(SqliteDatabase database) : IRequestLog
{
    private const string AddSql = "INSERT OR IGNORE INTO request_log (org, place, gone, body) VALUES (?, ?, ?, ?)";
    private const string ReadSql = "SELECT body FROM request_log WHERE seq = ?";
    private const string JournalSql = "SELECT seq, org, body FROM request_log WHERE seq > ? ORDER BY seq LIMIT ?";
    private const string GoneSql = "SELECT seq, body FROM request_log WHERE gone < ? ORDER BY gone LIMIT ?";
    private const string AllSql = "SELECT seq, body FROM request_log";
    private const string UpToSql = "SELECT seq, body FROM request_log WHERE seq <= ?";
    private const string SetGoneSql = "UPDATE request_log SET gone = ? WHERE seq = ?";
    private const string RemoveSql = "DELETE FROM request_log WHERE seq = ?";
    private const string OldestSql = "SELECT min(place) FROM request_log";
    private const string RemoveWordsSql =
        "DELETE FROM request_words WHERE key IN (SELECT key FROM request_words WHERE key < ? LIMIT ?)";

    // Places are ticks in hexadecimal and more; a stretch is 31 hours.
    private const int TimeLength = 16;
    private const int StretchBits = 40;
    private const int RowBits = 24;
    private const ulong MostRow = (1UL << RowBits) - 1;
    private const int RunLength = 256;

    /// <inheritdoc/>
    public async Task AppendAsync(RequestSegment segment, CancellationToken cancellationToken)
    {
        // Away from the writer, which everybody waits for.
        var state = (
            Segment: segment,
            Words: WordsOf(segment),
            database.RequestWords,
            Body: JsonSerializer.SerializeToUtf8Bytes(segment, RequestLogJson.Default.RequestSegment)
        );
        await database.WriteAsync(
            state,
            static (session, state) => Add(session, state.Segment, state.Words, state.Body, state.RequestWords),
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
            (database.RequestWords, org, term, from, before, limit),
            static (session, state) =>
            {
                var word = WordOf(state.org, state.term);
                var places = new WordSearch(state.RequestWords, session, new HashSet<ulong> { word });
                var (first, segments) = (TicksOf(state.from), new List<RequestSegment>());
                WordKey? next = KeyOf(word, TicksOf(state.before), MostRow);
                for (ulong last = 0; next is { } most && places.UpTo(most) is { } found; next = found.Key.Before())
                {
                    var ticks = TicksOf(found.Key);
                    // Those of one instant are in the order of their rows, so they are read together.
                    if (ticks < first || (segments.Count >= state.limit && ticks != last))
                        break;
                    last = ticks;
                    using var row = session.Use(ReadSql).Bind(1, found.Row);
                    // Words outlive their segment for a while, and two may look alike.
                    if (row.Step() && Read(row.Bytes(0)) is var segment && segment.OrgId == state.org)
                        if (
                            string.CompareOrdinal(segment.Place, state.from) >= 0
                            && string.CompareOrdinal(segment.Place, state.before) < 0
                        )
                            segments.Add(segment);
                }

                return segments
                    .OrderByDescending(segment => segment.Place, StringComparer.Ordinal)
                    .Take(state.limit)
                    .ToList();
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

    /// <summary>The index of the words.</summary>
    internal static KeyIndex NewWords() =>
        new(
            "request_log",
            "body",
            static (row, body) =>
                Read(body) is var segment ? [.. WordsOf(segment).Select(word => KeyOf(word, segment, row))] : [],
            "request_words",
            RunLength,
            RunLength
        );

    /// <summary>Segments that searches cannot be led to. The newest are not in the table yet.</summary>
    internal static IEnumerable<string> Defects(SqliteSession session, KeyIndex words)
    {
        using var rows = session.Use(UpToSql).Bind(1, words.CompleteTo(session));
        while (rows.Step())
        {
            var (row, segment) = (rows.Int64(0), Read(rows.Bytes(1)));
            if (WordsOf(segment).Select(word => KeyOf(word, segment, row)).Any(IsLost))
                yield return $"Row {row} of request_log is not in request_words: searches do not find all of it.";
        }

        bool IsLost(UInt128 key) => words.LastInTable(session, key)?.Key != key;
    }

    private static bool Add(SqliteSession session, RequestSegment segment, ulong[] words, byte[] body, KeyIndex index)
    {
        var (org, place) = (segment.OrgId.Value, segment.Place);
        var gone = segment.KeptUntil.UtcTicks;
        if (session.Use(AddSql).Bind(1, org).Bind(2, place).Bind(3, gone).Bind(4, body).Run() == 0)
            return false;
        var seq = session.LastRow;
        foreach (var word in words)
            index.AddOnce(KeyOf(word, segment, seq), seq);
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
        foreach (var (row, _) in old)
            session.Use(RemoveSql).Bind(1, row).Run();
        RemoveWords(session, 2L * most * RequestSegment.MostRecords);
        return old.Count;
    }

    /// <summary>Removes words of the stretches that all segments are gone from.</summary>
    private static void RemoveWords(SqliteSession session, long most)
    {
        string? oldest;
        using (var row = session.Use(OldestSql))
            oldest = row.Step() && !row.IsNull(0) ? row.Text(0) : null;
        var kept = oldest is null ? UInt128.MaxValue : new WordKey(TicksOf(oldest) >> StretchBits, 0, 0).Number;
        session.Use(RemoveWordsSql).BindBlob(1, RowKey.Bytes(kept)).Bind(2, most).Run();
    }

    private static ulong[] WordsOf(RequestSegment segment) =>
        [.. RequestTerms.Of(segment).Select(term => WordOf(segment.OrgId, term))];

    // No organisation's id has spaces in it.
    private static ulong WordOf(OrgId org, string term) => WordKey.WordOf($"{org} {term}");

    private static UInt128 KeyOf(ulong word, RequestSegment segment, long row) =>
        KeyOf(word, TicksOf(segment.Place), (ulong)row & MostRow).Number;

    /// <summary>Where a word stands at an instant: the end of the row's number tells the segments of one instant
    /// apart.</summary>
    private static WordKey KeyOf(ulong word, ulong ticks, ulong row) =>
        new(ticks >> StretchBits, word, (ticks << RowBits) | row);

    private static ulong TicksOf(WordKey key) => (key.Stretch << StretchBits) | (key.Place >> RowBits);

    /// <summary>The instant of a place or of its beginning; of what is behind or before all places, the last or the
    /// first.</summary>
    private static ulong TicksOf(string place) =>
        place.Length < TimeLength
            ? string.CompareOrdinal(place, "g") < 0
                ? 0
                : ulong.MaxValue
            : ulong.Parse(place.AsSpan(0, TimeLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

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

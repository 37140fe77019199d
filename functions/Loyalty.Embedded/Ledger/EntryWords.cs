using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>
/// Leads from what a search asks for to the blocks of rows that have it: each shape of entries, and each reference, is
/// noted once for each block that it stands in. So an entry that is like others nearby costs nothing to note, and a search
/// reads no block in vain, but for one where a reference stands with something else than what is asked for.
/// </summary>
internal sealed class EntryWords
{
    private const int RunLength = 16_384;
    private const int BlockBits = 8;
    private const int StretchBits = 18;
    private const int MostKept = 10_000;
    private const string AddShapeSql = "INSERT INTO entry_shapes (org, shape) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private const string AllSql = "SELECT seq, body FROM entries ORDER BY seq";
    private const string ShapeSql = "SELECT 1 FROM entry_shapes WHERE org = ? AND shape = ?";
    private const string ShapesSql = "SELECT shape FROM entry_shapes WHERE org = ?";

    /// <summary>Words of the shapes seen last, which are nearly always the same few.</summary>
    private static readonly CountedMap<EntryShape, ulong> Words = new();

    public KeyIndex Keys { get; } = new("entries", "body", KeysOf, "entry_words", RunLength, RunLength);

    /// <summary>What an entry is noted under.</summary>
    public static EntryMarks MarksOf(LedgerEntry entry)
    {
        var shape = EntryShape.Of(entry);
        return new EntryMarks(shape, WordOf(shape), entry.Reference is { } text ? WordOf(entry.OrgId, text) : null);
    }

    /// <summary>Notes an entry's row, the last there is.</summary>
    public void Add(SqliteSession session, EntryMarks marks, long row)
    {
        if (Keys.AddOnce(KeyOf(marks.Word, row).Number, row))
            session.Use(AddShapeSql).Bind(1, marks.Shape.Org.Value).Bind(2, marks.Shape.Text).Run();
        if (marks.Reference is { } reference)
            Keys.AddOnce(KeyOf(reference, row).Number, row);
    }

    /// <summary>Blocks of rows that what is looked for may be in, the last first.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="search">What is looked for.</param>
    /// <param name="row">From the block of this row down.</param>
    /// <returns>The first row of each, and the last that it has room for.</returns>
    public IEnumerable<(long First, long Last)> Down(SqliteSession session, EntrySearch search, long row)
    {
        var words = WordsOf(session, search);
        var places = new WordSearch(Keys, session, words);
        var next = new PriorityQueue<WordKey, long>();
        foreach (var word in words)
            Seek(KeyOf(word, row));
        while (next.TryPeek(out var key, out _))
        {
            var block = (long)key.Place;
            yield return (block << BlockBits, ((block + 1) << BlockBits) - 1);
            while (next.TryPeek(out key, out _) && (long)key.Place == block)
            {
                next.Dequeue();
                if (block > 0)
                    Seek(KeyOf(key.Word, (block << BlockBits) - 1));
            }
        }

        void Seek(WordKey most)
        {
            if (places.UpTo(most) is { } found)
                next.Enqueue(found.Key, -(long)found.Key.Place);
        }
    }

    /// <summary>Entries that searches cannot be led to, the first of each shape and of each word in a block. The newest are
    /// not in the table yet.</summary>
    public IEnumerable<string> Defects(SqliteSession session)
    {
        var complete = Keys.CompleteTo(session);
        var shapes = new HashSet<EntryShape>();
        var words = new HashSet<UInt128>();
        using var rows = session.Use(AllSql);
        for (long block = 0; rows.Step(); )
        {
            var row = rows.Int64(0);
            var (shape, word, reference) = MarksOf(Documents.Read(rows.Bytes(1), LedgerJson.Default.LedgerEntry));
            if (shapes.Add(shape) && !IsKnown(session, shape))
                yield return $"Row {row} of entries has a shape that is not in entry_shapes: searches do not find it.";
            if (row >> BlockBits != block)
                words.Clear();
            block = row >> BlockBits;
            if (row <= complete && (IsLost(word) || (reference is { } other && IsLost(other))))
                yield return $"Row {row} of entries is not in entry_words: searches do not find it.";

            bool IsLost(ulong of) =>
                KeyOf(of, row).Number is var key && words.Add(key) && Keys.LastInTable(session, key)?.Key != key;
        }
    }

    /// <summary>Notes the entries of a file from before there were words.</summary>
    internal static void Fill(SqliteSession session)
    {
        using (var rows = session.Use("SELECT body FROM entries"))
        {
            var shapes = new HashSet<EntryShape>();
            while (rows.Step())
                shapes.Add(EntryShape.Of(Documents.Read(rows.Bytes(0), LedgerJson.Default.LedgerEntry)));
            foreach (var shape in shapes)
                session.Use(AddShapeSql).Bind(1, shape.Org.Value).Bind(2, shape.Text).Run();
        }

        new EntryWords().Keys.Fill(session);
    }

    private static bool IsKnown(SqliteSession session, EntryShape shape)
    {
        using var row = session.Use(ShapeSql).Bind(1, shape.Org.Value).Bind(2, shape.Text);
        return row.Step();
    }

    private static HashSet<ulong> WordsOf(SqliteSession session, EntrySearch search)
    {
        if (search.Reference is { } reference)
            return [WordOf(search.OrgId, reference)];
        var words = new HashSet<ulong>();
        using var shapes = session.Use(ShapesSql).Bind(1, search.OrgId.Value);
        while (shapes.Step())
            if (EntryShape.Parse(search.OrgId, shapes.Text(0)) is var shape && shape.MayMatch(search))
                words.Add(WordOf(shape));
        return words;
    }

    private static UInt128[] KeysOf(long row, ReadOnlySpan<byte> body)
    {
        var (_, word, reference) = MarksOf(Documents.Read(body, LedgerJson.Default.LedgerEntry));
        return reference is { } other ? [KeyOf(word, row).Number, KeyOf(other, row).Number] : [KeyOf(word, row).Number];
    }

    private static ulong WordOf(EntryShape shape)
    {
        if (Words.TryGetValue(shape, out var word))
            return word;
        if (Words.Count >= MostKept)
            Words.Clear();
        word = WordKey.WordOf($"{shape.Org} {shape.Text}");
        Words.Set(shape, word);
        return word;
    }

    // No organisation's id has spaces or control characters in it.
    private static ulong WordOf(OrgId org, string reference) => WordKey.WordOf($"{org}\u001F{reference}");

    private static WordKey KeyOf(ulong word, long row) => new((ulong)row >> StretchBits, word, (ulong)row >> BlockBits);
}

/// <summary>What an entry is noted under.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Word">The word of its shape.</param>
/// <param name="Reference">The word of its reference; null = it has none.</param>
internal readonly record struct EntryMarks(EntryShape Shape, ulong Word, ulong? Reference);

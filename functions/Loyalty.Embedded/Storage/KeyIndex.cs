using System.Buffers.Binary;

namespace Loyalty.Embedded;

/// <summary>Finds rows by 16-byte keys that are as good as random, which are written in <see cref="SortedRuns"/>.</summary>
/// <param name="source">The table of the rows, by <c>seq</c>.</param>
/// <param name="column">Its column that the keys of a row are made of.</param>
/// <param name="keysOf">The keys of a row.</param>
/// <param name="table">The table of the keys.</param>
/// <param name="runLength">The keys of how many rows make a run in a small table.</param>
/// <param name="longestRun">And in a large one, where nearly every key of a short run would have a page to itself.</param>
internal sealed class KeyIndex(
    string source,
    string column,
    KeyIndex.KeysOfRow keysOf,
    string table,
    int runLength,
    int longestRun
) : SortedRuns(table)
{
    private const int DefaultRunLength = 32_768;

    /// <summary>A run grows with its table: with one key for so many rows, several keys share a page.</summary>
    private const int RowsForOneKey = 16;

    private readonly string find = $"SELECT seq FROM {table} WHERE key = ?";
    private readonly string last = $"SELECT key, seq FROM {table} WHERE key <= ? ORDER BY key DESC LIMIT 1";
    private readonly string add = $"INSERT INTO {table} (key, seq) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private readonly string newest = $"SELECT seq, {column} FROM {source} WHERE seq > ? ORDER BY seq";

    /// <summary>An index of ids: one for each row, in the column <c>id</c>.</summary>
    /// <param name="source">The table of the rows.</param>
    /// <param name="table">The table of the keys.</param>
    /// <param name="longestRun">The keys of how many rows make the longest run.</param>
    /// <param name="runLength">And a usual one.</param>
    public KeyIndex(string source, string table, int longestRun, int runLength = DefaultRunLength)
        : this(
            source,
            "id",
            static (_, id) => [BinaryPrimitives.ReadUInt128BigEndian(id)],
            table,
            runLength,
            longestRun
        ) { }

    /// <summary>The keys of a row, from its number and its column.</summary>
    public delegate UInt128[] KeysOfRow(long row, ReadOnlySpan<byte> value);

    /// <inheritdoc/>
    protected override long RowsOfRun => Math.Max(runLength, Math.Min(longestRun, TableRow / RowsForOneKey));

    /// <summary>The row with the key as of the latest commit, or null.</summary>
    public long? Find(SqliteSession session, UInt128 key)
    {
        // Memory first: a key leaves it only after the commit that put it into the table.
        if (FindInMemory(key) is { } row)
            return row;
        using var statement = Bound(session, find, key);
        return statement.Step() ? statement.Int64(0) : null;
    }

    /// <summary>The greatest key of the table that is not greater than one, with its row.</summary>
    public (UInt128 Key, long Row)? LastInTable(SqliteSession session, UInt128 most)
    {
        using var statement = Bound(session, last, most);
        return statement.Step()
            ? (BinaryPrimitives.ReadUInt128BigEndian(statement.Bytes(0)), statement.Int64(1))
            : null;
    }

    /// <summary>As <see cref="Find"/>, seeing the open transaction as well; for the writer.</summary>
    public long? FindInWrite(SqliteSession session, UInt128 key) => FindPending(key) ?? Find(session, key);

    /// <summary>Notes where the key's row is. The key must be new, its row the last of the source.</summary>
    public void Add(UInt128 key, long row) => Note(key, row);

    /// <summary>As <see cref="Add"/>, of a key that several rows may have: the first of them is noted.</summary>
    /// <returns>False when memory has it. Where only the table has it, it is noted once more, which changes
    /// nothing.</returns>
    public bool AddOnce(UInt128 key, long row)
    {
        AwaitLoaded();
        if ((FindInMemory(key) ?? FindPending(key)) is not null)
            return false;
        Note(key, row);
        return true;
    }

    /// <inheritdoc/>
    protected override IEnumerable<(UInt128 Key, long Row)> ReadAfter(SqliteSession session, long row)
    {
        using var rows = session.Use(newest).Bind(1, row);
        while (rows.Step())
            foreach (var key in keysOf(rows.Int64(0), rows.Bytes(1)))
                yield return (key, rows.Int64(0));
    }

    /// <inheritdoc/>
    protected override void Recall(KeyTable memory, UInt128 key, long row)
    {
        if (memory.Find(key) is null)
            memory.Add(key, row);
    }

    /// <inheritdoc/>
    protected override void Move(SqliteSession session, UInt128 key, long row) =>
        Bound(session, add, key).Bind(2, row).Run();

    private static Statement Bound(SqliteSession session, string sql, UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return session.Use(sql).BindBlob(1, bytes);
    }
}

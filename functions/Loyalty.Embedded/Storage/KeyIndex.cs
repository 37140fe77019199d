using System.Buffers.Binary;

namespace Loyalty.Embedded;

/// <summary>
/// Finds rows by 16-byte keys that are as good as random. Written one by one, such keys each dirty a page of their own,
/// 4 KiB of log for 24 bytes, and more so the larger the table grows. So the newest keys are held in memory, where
/// their rows, which are appended in order, can always be read again; and are moved to the table in sorted runs, a
/// slice with each commit, so that many keys share a page and no commit waits for a large one.
/// </summary>
/// <param name="source">The table of the rows, by <c>seq</c>.</param>
/// <param name="column">Its column that the keys of a row are made of.</param>
/// <param name="keysOf">The keys of a row.</param>
/// <param name="table">The table of the keys; also the counter of the row up to which it is complete.</param>
/// <param name="runLength">The keys of how many rows make a run in a small table.</param>
/// <param name="longestRun">And in a large one, where nearly every key of a short run would have a page to itself.</param>
internal sealed class KeyIndex(
    string source,
    string column,
    KeyIndex.KeysOfRow keysOf,
    string table,
    int runLength,
    int longestRun
) : IGroupParticipant
{
    private const int DefaultRunLength = 32_768;
    private const int LeastSlice = 32;

    /// <summary>A run grows with its table: with one key for so many rows, several keys share a page.</summary>
    private const int RowsForOneKey = 16;

    private readonly string find = $"SELECT seq FROM {table} WHERE key = ?";
    private readonly string last = $"SELECT key, seq FROM {table} WHERE key <= ? ORDER BY key DESC LIMIT 1";
    private readonly string add = $"INSERT INTO {table} (key, seq) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private readonly string complete = $"UPDATE counters SET value = ? WHERE name = '{table}'";
    private readonly string completed = $"SELECT value FROM counters WHERE name = '{table}'";
    private readonly string newest = $"SELECT seq, {column} FROM {source} WHERE seq > ? ORDER BY seq";

    /// <summary>Committed keys that may not be in the table yet. Read by all threads, in this order: a key is in the run
    /// before it leaves the others.</summary>
    private KeyTable recent = new();
    private KeyRun run = KeyRun.None;

    /// <summary>Keys of the open transaction. Touched by the writer alone, like all below.</summary>
    private readonly KeyTable pending = new();
    private int unitStart;
    private Task<KeyRun>? sorting;
    private int moved;
    private int moving;

    /// <summary>The row up to which the table is complete, and the last one with a committed key.</summary>
    private long tableRow;
    private long lastRow;

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

    /// <summary>The reading of what was only in memory, where others go on meanwhile: whoever needs a key waits for it, and
    /// until then nothing is moved to the table. What cannot be read fails them, and every commit.</summary>
    public Task Loading { private get; set; } = Task.CompletedTask;

    /// <summary>The keys of a row, from its number and its column.</summary>
    public delegate UInt128[] KeysOfRow(long row, ReadOnlySpan<byte> value);

    /// <summary>Reads the keys that were only in memory when the file was last closed or its process died.</summary>
    public void Load(SqliteSession session)
    {
        tableRow = session.ReadInt64(completed);
        using var rows = session.Use(newest).Bind(1, tableRow);
        while (rows.Step())
        {
            lastRow = rows.Int64(0);
            foreach (var key in keysOf(lastRow, rows.Bytes(1)))
                if (recent.Find(key) is null)
                    recent.Add(key, lastRow);
        }
    }

    /// <summary>Writes the keys of rows that are older than the index, in the open transaction.</summary>
    public void Fill(SqliteSession session)
    {
        Load(session);
        while (Settle(session))
            Committed();
    }

    /// <summary>The row up to which the table has the keys of all rows.</summary>
    public long CompleteTo(SqliteSession session) => session.ReadInt64(completed);

    /// <summary>The row with the key as of the latest commit, or null.</summary>
    public long? Find(SqliteSession session, UInt128 key)
    {
        // Memory first: a key leaves it only after the commit that put it into the table.
        if (FindInMemory(key) is { } row)
            return row;
        using var statement = Bound(session, find, key);
        return statement.Step() ? statement.Int64(0) : null;
    }

    /// <summary>The keys that are in memory at this moment, of those that are wanted; to be read before the
    /// table.</summary>
    public IEnumerable<KeyValuePair<UInt128, long>> Recent(Func<UInt128, bool> isWanted)
    {
        AwaitLoaded();
        return Volatile.Read(ref recent).All.Concat(Volatile.Read(ref run).All).Where(key => isWanted(key.Key));
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
    public long? FindInWrite(SqliteSession session, UInt128 key) => pending.Find(key) ?? Find(session, key);

    /// <summary>Notes where the key's row is. The key must be new, its row the last of the source.</summary>
    public void Add(UInt128 key, long row) => pending.Add(key, row);

    /// <summary>As <see cref="Add"/>, of a key that several rows may have: the first of them is noted.</summary>
    /// <returns>False when memory has it. Where only the table has it, it is noted once more, which changes
    /// nothing.</returns>
    public bool AddOnce(UInt128 key, long row)
    {
        AwaitLoaded();
        if ((FindInMemory(key) ?? pending.Find(key)) is not null)
            return false;
        pending.Add(key, row);
        return true;
    }

    /// <inheritdoc/>
    public void BeginUnit() => unitStart = pending.Count;

    /// <inheritdoc/>
    public void UndoUnit() => pending.CutTo(unitStart);

    /// <inheritdoc/>
    public void BeforeCommit(SqliteSession session)
    {
        if (!Loading.IsCompleted)
            return;
        AwaitLoaded();
        if (run.Count == 0)
            BeginRun();
        // Twice as fast as keys come in, so that a run ends long before the next is due.
        Move(session, LeastSlice + (2 * pending.Count));
    }

    /// <inheritdoc/>
    public void Committed()
    {
        foreach (var (key, row) in pending.All)
        {
            recent.Add(key, row);
            lastRow = Math.Max(lastRow, row);
        }

        pending.CutTo(0);
        moved = moving;
        if (run.Count == 0 || moved < run.Count)
            return;
        tableRow = run.LastRow;
        (moved, moving) = (0, 0);
        Volatile.Write(ref run, KeyRun.None);
    }

    /// <inheritdoc/>
    public void RolledBack()
    {
        pending.CutTo(0);
        moving = moved;
    }

    /// <inheritdoc/>
    public bool Settle(SqliteSession session)
    {
        AwaitLoaded();
        if (run.Count == 0)
            Take(sorting?.GetAwaiter().GetResult() ?? recent.Sorted(recent.Count));
        Move(session, run.Count);
        return recent.Count > 0;
    }

    private void AwaitLoaded() => Loading.GetAwaiter().GetResult();

    private long? FindInMemory(UInt128 key) => Volatile.Read(ref recent).Find(key) ?? Volatile.Read(ref run).Find(key);

    /// <summary>Has a run sorted once there are enough keys, and takes it when it is: no commit waits for that.</summary>
    private void BeginRun()
    {
        if (sorting is { IsCompleted: true })
            Take(sorting.GetAwaiter().GetResult());
        else if (
            sorting is null
            && lastRow - tableRow >= Math.Max(runLength, Math.Min(longestRun, tableRow / RowsForOneKey))
        )
        {
            var (keys, first) = (recent, recent.Count);
            sorting = Task.Run(() => keys.Sorted(first));
        }
    }

    private void Take(KeyRun sorted)
    {
        sorting = null;
        Volatile.Write(ref run, sorted);
        Volatile.Write(ref recent, recent.After(sorted.Count));
    }

    private void Move(SqliteSession session, int most)
    {
        if (run.Count == 0)
            return;
        for (var end = Math.Min(run.Count, moved + most); moving < end; moving++)
            Bound(session, add, run.Keys[moving]).Bind(2, run.Rows[moving]).Run();
        if (moving == run.Count)
            session.Use(complete).Bind(1, run.LastRow).Run();
    }

    private static Statement Bound(SqliteSession session, string sql, UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return session.Use(sql).BindBlob(1, bytes);
    }
}

using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Loyalty.Embedded;

/// <summary>
/// Finds rows by a 16-byte key that is as good as random. Written one by one, such keys each dirty a page of their own,
/// 4 KiB of log for 24 bytes, and more so the larger the table grows. So the newest keys are held in memory, where
/// their rows, which are appended in order, can always be read again; and are moved to the table in sorted runs, a
/// slice with each commit, so that many keys share a page and no commit waits for a large one.
/// </summary>
/// <param name="source">The table of the rows: <c>seq</c> and <c>id</c>.</param>
/// <param name="table">The table of the keys; also the counter of the row up to which it is complete.</param>
/// <param name="runLength">How many keys make a run.</param>
internal sealed class KeyIndex(string source, string table, int runLength = KeyIndex.DefaultRunLength)
    : IGroupParticipant
{
    private const int DefaultRunLength = 32_768;
    private const int LeastSlice = 32;

    private readonly string find = $"SELECT seq FROM {table} WHERE key = ?";
    private readonly string add = $"INSERT INTO {table} (key, seq) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private readonly string complete = $"UPDATE counters SET value = ? WHERE name = '{table}'";
    private readonly string newest =
        $"SELECT seq, id FROM {source} WHERE seq > (SELECT value FROM counters WHERE name = '{table}') ORDER BY seq";

    /// <summary>Committed keys that may not be in the table yet. Read by all threads.</summary>
    private readonly ConcurrentDictionary<UInt128, long> recent = new();

    /// <summary>Keys of the open transaction. Touched by the writer alone, like all below.</summary>
    private readonly Dictionary<UInt128, long> pending = [];
    private readonly List<UInt128> pendingOrder = [];
    private int recentCount;
    private int unitStart;
    private KeyValuePair<UInt128, long>[] run = [];
    private int moved;
    private int moving;

    /// <summary>Reads the keys that were only in memory when the file was last closed or its process died.</summary>
    public void Load(SqliteSession session)
    {
        using var rows = session.Use(newest);
        while (rows.Step())
            recent[BinaryPrimitives.ReadUInt128BigEndian(rows.Bytes(1))] = rows.Int64(0);
        recentCount = recent.Count;
    }

    /// <summary>The row with the key as of the latest commit, or null.</summary>
    public long? Find(SqliteSession session, UInt128 key)
    {
        // Memory first: a key leaves it only after the commit that put it into the table.
        if (recent.TryGetValue(key, out var row))
            return row;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        using var statement = session.Use(find);
        return statement.BindBlob(1, bytes).Step() ? statement.Int64(0) : null;
    }

    /// <summary>As <see cref="Find"/>, seeing the open transaction as well; for the writer.</summary>
    public long? FindInWrite(SqliteSession session, UInt128 key) =>
        pending.TryGetValue(key, out var row) ? row : Find(session, key);

    /// <summary>Notes where the key's row is. The key must be new, its row the last of the source.</summary>
    public void Add(UInt128 key, long row)
    {
        pending.Add(key, row);
        pendingOrder.Add(key);
    }

    /// <inheritdoc/>
    public void BeginUnit() => unitStart = pendingOrder.Count;

    /// <inheritdoc/>
    public void UndoUnit()
    {
        for (var i = unitStart; i < pendingOrder.Count; i++)
            pending.Remove(pendingOrder[i]);
        pendingOrder.RemoveRange(unitStart, pendingOrder.Count - unitStart);
    }

    /// <inheritdoc/>
    public void BeforeCommit(SqliteSession session)
    {
        // Counted apart, because the dictionary takes all its locks to count itself.
        if (run.Length == 0 && recentCount >= runLength)
            BeginRun();
        // Twice as fast as keys come in, so that a run ends long before the next is due.
        Move(session, LeastSlice + (2 * pending.Count));
    }

    /// <inheritdoc/>
    public void Committed()
    {
        foreach (var (key, row) in pending)
            recent[key] = row;
        recentCount += pending.Count - (moving - moved);
        pending.Clear();
        pendingOrder.Clear();

        for (; moved < moving; moved++)
            recent.TryRemove(run[moved].Key, out _);
        if (run.Length > 0 && moved == run.Length)
            (run, moved, moving) = ([], 0, 0);
    }

    /// <inheritdoc/>
    public void RolledBack()
    {
        pending.Clear();
        pendingOrder.Clear();
        moving = moved;
    }

    /// <inheritdoc/>
    public bool Settle(SqliteSession session)
    {
        if (run.Length == 0)
            BeginRun();
        Move(session, run.Length);
        return !recent.IsEmpty;
    }

    private void BeginRun()
    {
        run = [.. recent];
        Array.Sort(run, static (left, right) => left.Key.CompareTo(right.Key));
    }

    private void Move(SqliteSession session, int most)
    {
        if (run.Length == 0)
            return;
        Span<byte> bytes = stackalloc byte[16];
        for (var end = Math.Min(run.Length, moved + most); moving < end; moving++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, run[moving].Key);
            session.Use(add).BindBlob(1, bytes).Bind(2, run[moving].Value).Run();
        }
        if (moving == run.Length)
            session.Use(complete).Bind(1, run.Max(static k => k.Value)).Run();
    }
}

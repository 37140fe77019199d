namespace Loyalty.Embedded;

/// <summary>
/// What is written to a table later, in order of its keys. Written one by one, keys that are as good as random each dirty
/// a page of their own, 4 KiB of log for a few bytes, and more so the larger the table grows. So the newest are held in
/// memory, where the rows that they stand for, which are appended in order, can always be read again; and are moved to the
/// table in sorted runs, a slice with each commit, so that many share a page and no commit waits for a large one.
/// </summary>
/// <param name="table">The table; also the counter of the row up to which it is complete.</param>
internal abstract class SortedRuns(string table) : IGroupParticipant
{
    private const int LeastSlice = 32;

    private readonly string complete = $"UPDATE counters SET value = ? WHERE name = '{table}'";
    private readonly string completed = $"SELECT value FROM counters WHERE name = '{table}'";

    /// <summary>Committed keys that may not be in the table yet. Read by all threads, in this order: a key is in the run
    /// before it leaves the others.</summary>
    private KeyTable recent = new();
    private KeyRun run = KeyRun.None;
    private long runsDone;
    private Task loading = Task.CompletedTask;

    /// <summary>Keys of the open transaction. Touched by the writer alone, like all below.</summary>
    private readonly KeyTable pending = new();
    private int unitStart;
    private Task<KeyRun>? sorting;
    private int moved;
    private int moving;

    /// <summary>For tests: ends when the next run is sorted.</summary>
    public Task Sorting => sorting ?? Task.CompletedTask;

    /// <summary>How many runs have left memory. While this is the same, so are those that have not.</summary>
    public long RunsDone => Volatile.Read(ref runsDone);

    /// <summary>The row up to which the table is complete.</summary>
    protected long TableRow { get; private set; }

    /// <summary>The last row with a committed key.</summary>
    protected long LastRow { get; private set; }

    /// <summary>So many rows after the table's last are enough for a run.</summary>
    protected abstract long RowsOfRun { get; }

    /// <summary>How many are moved with a commit: twice as many as come in, so that a run ends long before the next is
    /// due.</summary>
    protected int Slice => LeastSlice + (2 * pending.Count);

    /// <summary>Reads the keys that were only in memory when the file was last closed or its process died.</summary>
    public void Load(SqliteSession session)
    {
        if (CompleteTo(session) is not { } complete)
            return;
        TableRow = complete;
        foreach (var (key, row) in ReadAfter(session, TableRow))
        {
            LastRow = row;
            Recall(recent, key, row);
        }

        Loaded(session);
    }

    /// <summary>As <see cref="Load"/>, on a thread of its own: whoever needs a key waits for it, and until then nothing is
    /// moved to the table. What cannot be read fails them, and every commit.</summary>
    public Task LoadMeanwhile(Func<SqliteSession> open) =>
        loading = Task.Factory.StartNew(
            () =>
            {
                using var session = open();
                Load(session);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    /// <summary>The row up to which the table is complete; null where there is none, in a file of an earlier version that
    /// is only read.</summary>
    public long? CompleteTo(SqliteSession session)
    {
        using var counter = session.Use(completed);
        return counter.Step() ? counter.Int64(0) : null;
    }

    /// <summary>Writes what is older than the table, in the open transaction.</summary>
    public void Fill(SqliteSession session)
    {
        Load(session);
        while (Settle(session))
            Committed();
    }

    /// <summary>The row of a committed key that may not be in the table; null = what the table says from now on is no
    /// older than what memory would.</summary>
    public long? FindInMemory(UInt128 key) => Volatile.Read(ref recent).Find(key) ?? Volatile.Read(ref run).Find(key);

    /// <summary>The keys that are in memory at this moment, of those that are wanted; to be read before the
    /// table.</summary>
    public IEnumerable<KeyValuePair<UInt128, long>> Recent(Func<UInt128, bool> isWanted)
    {
        AwaitLoaded();
        return Volatile.Read(ref recent).All.Concat(Volatile.Read(ref run).All).Where(key => isWanted(key.Key));
    }

    /// <inheritdoc/>
    public void BeginUnit() => unitStart = pending.Count;

    /// <inheritdoc/>
    public void UndoUnit() => pending.CutTo(unitStart);

    /// <inheritdoc/>
    public virtual void BeforeCommit(SqliteSession session)
    {
        if (!loading.IsCompleted)
            return;
        AwaitLoaded();
        if (run.Count == 0)
            BeginRun();
        Move(session, Slice);
    }

    /// <inheritdoc/>
    public virtual void Committed()
    {
        LastRow = Math.Max(LastRow, pending.LastRow ?? 0);
        pending.MoveTo(recent);
        moved = moving;
        if (run.Count == 0 || moved < run.Count)
            return;
        TableRow = run.LastRow;
        (moved, moving) = (0, 0);
        Volatile.Write(ref runsDone, runsDone + 1);
        Volatile.Write(ref run, KeyRun.None);
    }

    /// <inheritdoc/>
    public virtual void RolledBack()
    {
        pending.CutTo(0);
        moving = moved;
    }

    /// <inheritdoc/>
    public virtual bool Settle(SqliteSession session)
    {
        AwaitLoaded();
        if (run.Count == 0)
            Take(sorting?.GetAwaiter().GetResult() ?? recent.Sorted(recent.Count));
        Move(session, run.Count);
        return recent.Count > 0;
    }

    /// <summary>Waits for what is read meanwhile.</summary>
    protected void AwaitLoaded() => loading.GetAwaiter().GetResult();

    /// <summary>The keys of the rows after one, and their rows, in order.</summary>
    protected abstract IEnumerable<(UInt128 Key, long Row)> ReadAfter(SqliteSession session, long row);

    /// <summary>What else is to be read then.</summary>
    protected virtual void Loaded(SqliteSession session) { }

    /// <summary>Notes a key that was read.</summary>
    protected abstract void Recall(KeyTable memory, UInt128 key, long row);

    /// <summary>Writes to the table what the key's row says.</summary>
    protected abstract void Move(SqliteSession session, UInt128 key, long row);

    /// <summary>The row of a key of the open transaction.</summary>
    protected long? FindPending(UInt128 key) => pending.Find(key);

    /// <summary>Notes where a key's row is.</summary>
    protected void Note(UInt128 key, long row) => pending.Add(key, row);

    /// <summary>Has a run sorted once there are enough keys, and takes it when it is: no commit waits for that.</summary>
    private void BeginRun()
    {
        if (sorting is { IsCompleted: true })
            Take(sorting.GetAwaiter().GetResult());
        else if (sorting is null && LastRow - TableRow >= RowsOfRun)
        {
            var (keys, first) = (recent, recent.Count);
            sorting = Task.Run(() => keys.Sorted(first));
        }
    }

    private void Take(KeyRun sorted)
    {
        sorting = null;
        Volatile.Write(ref run, sorted);
        Volatile.Write(ref recent, recent.After(sorted.Of));
    }

    private void Move(SqliteSession session, int most)
    {
        if (run.Count == 0)
            return;
        for (var end = Math.Min(run.Count, moved + most); moving < end; moving++)
            // What has come since is for the next run.
            if (recent.Find(run.Keys[moving]) is null)
                Move(session, run.Keys[moving], run.Rows[moving]);
        if (moving == run.Count)
            session.Use(complete).Bind(1, run.LastRow).Run();
    }
}

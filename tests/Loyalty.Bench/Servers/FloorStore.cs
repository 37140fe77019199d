using SQLitePCL;

namespace Loyalty.Bench.Servers;

/// <summary>
/// The least that a durable store can be: one connection on a thread of its own, which commits everything that gathered
/// during the commit before. Write-ahead log, each commit flushed, cache and checkpoints as the product has them.
/// </summary>
internal sealed class FloorStore : IDisposable
{
    private const string Layout = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
        PRAGMA wal_autocheckpoint = 16384;
        CREATE TABLE claim (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
        CREATE TABLE account (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE TABLE entry (id INTEGER PRIMARY KEY, account INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE TABLE delivery (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
        """;
    private readonly sqlite3 connection;
    private readonly Dictionary<string, sqlite3_stmt> statements = [];
    private readonly Lock gate = new();
    private readonly SemaphoreSlim some = new(0);
    private readonly Thread thread;
    private List<Unit> waiting = [];

    static FloorStore() => Batteries_V2.Init();

    public FloorStore(string folder)
    {
        Check(raw.sqlite3_open(Path.Combine(folder, "floor.db"), out connection));
        Check(raw.sqlite3_exec(connection, Layout));
        thread = new Thread(Run) { IsBackground = true, Name = "Floor writer" };
        thread.Start();
    }

    /// <summary>Inserts one row; ends when it is durable.</summary>
    /// <param name="table"><c>claim</c> or <c>delivery</c>.</param>
    /// <param name="body">What is in it.</param>
    public Task InsertAsync(string table, byte[] body) =>
        AddAsync(() => Run(Bound($"INSERT INTO {table} (body) VALUES (?)", body)));

    /// <summary>Reads and updates an account and inserts its entry; ends when that is durable.</summary>
    public Task ApplyAsync(long account, byte[] body) =>
        AddAsync(() =>
        {
            var read = Prepared("SELECT version, body FROM account WHERE id = ?");
            Check(raw.sqlite3_bind_int64(read, 1, account));
            var version = 0L;
            if (raw.sqlite3_step(read) == raw.SQLITE_ROW)
            {
                version = raw.sqlite3_column_int64(read, 0);
                _ = raw.sqlite3_column_blob(read, 1).Length;
            }

            Check(raw.sqlite3_reset(read));
            var update = Bound("INSERT OR REPLACE INTO account (body, id, version) VALUES (?, ?, ?)", body);
            Check(raw.sqlite3_bind_int64(update, 2, account));
            Check(raw.sqlite3_bind_int64(update, 3, version + 1));
            Run(update);
            var insert = Bound("INSERT INTO entry (body, account) VALUES (?, ?)", body);
            Check(raw.sqlite3_bind_int64(insert, 2, account));
            Run(insert);
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        some.Dispose();
        connection.Dispose();
    }

    private Task AddAsync(Action work)
    {
        var unit = new Unit(work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
            waiting.Add(unit);
        some.Release();
        return unit.Done.Task;
    }

    private void Run()
    {
        while (true)
        {
            some.Wait();
            List<Unit> group;
            lock (gate)
                (group, waiting) = (waiting, []);
            for (var taken = 1; taken < group.Count; taken++)
                some.Wait();
            if (group.Count == 0)
                continue;
            Run(Prepared("BEGIN IMMEDIATE"));
            foreach (var unit in group)
                unit.Work();
            Run(Prepared("COMMIT"));
            foreach (var unit in group)
                unit.Done.SetResult();
        }
    }

    private sqlite3_stmt Bound(string sql, byte[] body)
    {
        var statement = Prepared(sql);
        Check(raw.sqlite3_bind_blob(statement, 1, body));
        return statement;
    }

    private sqlite3_stmt Prepared(string sql)
    {
        if (statements.TryGetValue(sql, out var known))
            return known;
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statements[sql] = statement;
    }

    private void Run(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        if (code != raw.SQLITE_DONE)
            Check(code);
        Check(raw.sqlite3_reset(statement));
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new InvalidOperationException(raw.sqlite3_errmsg(connection).utf8_to_string());
    }

    private sealed record Unit(Action Work, TaskCompletionSource Done);
}

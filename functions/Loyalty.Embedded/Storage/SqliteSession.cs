using System.Runtime.InteropServices;
using SQLitePCL;

namespace Loyalty.Embedded;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    // SQLITE_FCNTL_HAS_MOVED; the library's wrapper has no file control.
    private const int HasMoved = 20;

    private const string ClearLogSql = "PRAGMA wal_checkpoint(TRUNCATE)";

    // SQL texts are constants, so that the same text is the same object: no text is compared on the way to a statement.
    private readonly Dictionary<string, Statement> statements = new(ReferenceEqualityComparer.Instance);
    private readonly sqlite3 handle;
    private readonly string path;
    private readonly string log;

    static SqliteSession() => Batteries_V2.Init();

    private SqliteSession(sqlite3 handle, string path)
    {
        this.path = path;
        log = LogOf(path);
        this.handle = handle;
    }

    /// <summary>How many rows the latest statement inserted, updated or deleted.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>The key of the row inserted last.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(handle);

    /// <summary>Whether a transaction is open; some faults end it by themselves.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    /// <summary>For tests: asked at each COMMIT; true makes it fail.</summary>
    internal void FailCommits(Func<bool> fails) => raw.sqlite3_commit_hook(handle, _ => fails() ? 1 : 0, new object());

    /// <summary>For tests: asked at each ROLLBACK that was not prepared before; true makes it fail.</summary>
    internal void FailRollbacks(Func<bool> fails) =>
        raw.sqlite3_set_authorizer(
            handle,
            (_, action, operation, _, _, _) =>
                action == raw.SQLITE_TRANSACTION && operation.utf8_to_string() == "ROLLBACK" && fails()
                    ? raw.SQLITE_DENY
                    : raw.SQLITE_OK,
            new object()
        );

    /// <summary>For tests: told every statement that is run.</summary>
    internal void Tell(Action<string> statement) =>
        raw.sqlite3_trace(handle, (_, text) => statement(text), new object());

    /// <summary>The write-ahead log of a database.</summary>
    public static string LogOf(string path) => path + "-wal";

    /// <summary>The connection that writes.</summary>
    public static SqliteSession Open(string path, EmbeddedOptions options) =>
        Open(path, path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, options, options.CacheMegabytes);

    /// <summary>One that reads, with a quarter of the cache.</summary>
    public static SqliteSession Open(ReadableFile file, EmbeddedOptions options) =>
        Open(
            file.Path,
            file.IsStill ? new Uri(file.Path).AbsoluteUri + "?immutable=1" : file.Path,
            raw.SQLITE_OPEN_READONLY | (file.IsStill ? raw.SQLITE_OPEN_URI : 0),
            options,
            Math.Max(1, options.CacheMegabytes / 4)
        );

    private static SqliteSession Open(string path, string name, int access, EmbeddedOptions options, int cacheMegabytes)
    {
        var code = raw.sqlite3_open_v2(name, out var handle, access | raw.SQLITE_OPEN_NOMUTEX, null);
        var session = new SqliteSession(handle, path);
        try
        {
            session.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            session.Check(raw.sqlite3_busy_timeout(handle, (int)options.BusyTimeout.TotalMilliseconds));
            session.Execute($"PRAGMA cache_size = -{1024L * cacheMegabytes}");
            session.Execute($"PRAGMA mmap_size = {1024L * 1024L * options.MemoryMapMegabytes}");
            session.Execute("PRAGMA temp_store = MEMORY");
            session.Execute("PRAGMA trusted_schema = OFF");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The statement of a constant SQL text, ready to be bound.</summary>
    public Statement Use(string sql)
    {
        if (statements.TryGetValue(sql, out var statement))
            return statement;
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
        return statements[sql] = new Statement(this, prepared);
    }

    /// <summary>Whether the log is to be emptied after the next commit.</summary>
    public bool ClearsLogNext { get; set; }

    /// <summary>How often it has been.</summary>
    public long LogClears { get; private set; }

    /// <summary>Brings the log into the file and empties it, if that was asked for. Where a reader keeps it from being
    /// emptied, it stays asked for.</summary>
    public void ClearLogIfAsked()
    {
        if (!ClearsLogNext)
            return;
        try
        {
            using var outcome = Use(ClearLogSql);
            if (!outcome.Step() || outcome.Int64(0) != 0)
                return;
            ClearsLogNext = false;
            LogClears++;
        }
        catch (EmbeddedStoreException)
        {
            // What was committed is durable all the same; whoever asked sees that the count has not grown.
        }
    }

    /// <summary>Runs SQL that is not worth keeping; may hold several statements.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>Copies the whole database, as of one commit, into an empty file; others may go on writing.</summary>
    public void CopyTo(string path)
    {
        var code = raw.sqlite3_open_v2(path, out var copy, raw.SQLITE_OPEN_READWRITE, null);
        using var target = new SqliteSession(copy, path);
        target.Check(code);
        using var backup = raw.sqlite3_backup_init(copy, "main", handle, "main");
        if (backup.IsInvalid)
            throw target.Fault(raw.sqlite3_errcode(copy));
        // In one step, which is one read transaction: a copy in several begins again whenever somebody has written.
        code = raw.sqlite3_backup_step(backup, -1);
        if (code != raw.SQLITE_DONE)
            throw target.Fault(code);
        target.Check(raw.sqlite3_backup_finish(backup));
    }

    public long ReadInt64(string sql)
    {
        using var statement = Use(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Fault(code);
    }

    /// <summary>What is written to a file that was deleted or moved away is gone when the last to have it open closes
    /// it.</summary>
    /// <exception cref="EmbeddedStoreException">The database, or its write-ahead log, is no longer in its place.</exception>
    public void RequirePlace()
    {
        // Where a file that is in use can be neither deleted nor moved, SQLite knows no such question.
        if ((FileControl(handle, 0, HasMoved, out var moved) != raw.SQLITE_OK || moved == 0) && File.Exists(log))
            return;
        throw new EmbeddedStoreException(
            $"'{path}' or its write-ahead log was deleted, moved or replaced while in use: nothing is written any more. "
                + "Put the file back, or stop the host and restore a backup."
        );
    }

    public EmbeddedStoreException Fault(int code) => new(code, path, raw.sqlite3_errmsg(handle).utf8_to_string());

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Close();
        statements.Clear();
        handle.Dispose();
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(sqlite3 database, nint mainDatabase, int operation, out int answer);
}

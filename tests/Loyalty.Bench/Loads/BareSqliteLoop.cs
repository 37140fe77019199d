using SQLitePCL;

namespace Loyalty.Bench.Loads;

/// <summary>
/// The limit of the store: one connection that reads and updates an account and inserts an entry, both of 400 bytes,
/// 256 times a transaction, with prepared statements. Write-ahead log, each commit flushed to the disk, cache and
/// checkpoints as the product has them by default.
/// </summary>
internal sealed class BareSqliteLoop : IDisposable
{
    private const int PerTransaction = 256;
    private const int RowBytes = 400;
    private readonly DirectoryInfo folder;
    private readonly TimeProvider time;
    private readonly int accounts;
    private readonly sqlite3 connection;
    private readonly sqlite3_stmt begin;
    private readonly sqlite3_stmt read;
    private readonly sqlite3_stmt update;
    private readonly sqlite3_stmt insert;
    private readonly sqlite3_stmt commit;
    private readonly byte[] body = new byte[RowBytes];
    private long number;

    static BareSqliteLoop() => Batteries_V2.Init();

    public BareSqliteLoop(string parentFolder, int accounts, TimeProvider time)
    {
        this.time = time;
        this.accounts = accounts;
        folder = WorkFolder.Create(parentFolder);
        Check(raw.sqlite3_open(Path.Combine(folder.FullName, "bare.db"), out connection));
        Check(
            raw.sqlite3_exec(
                connection,
                """
                PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
                PRAGMA wal_autocheckpoint = 16384;
                CREATE TABLE account (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL);
                CREATE TABLE entry (id INTEGER PRIMARY KEY, account INTEGER NOT NULL, body BLOB NOT NULL);
                """
            )
        );
        begin = Prepare("BEGIN IMMEDIATE");
        read = Prepare("SELECT version, body FROM account WHERE id = ?");
        update = Prepare(
            "INSERT INTO account VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET version = ?2, body = ?3"
        );
        insert = Prepare("INSERT INTO entry (account, body) VALUES (?, ?)");
        commit = Prepare("COMMIT");
    }

    /// <summary>Runs for a time and returns how many entries were written per second.</summary>
    public double EntriesPerSecond(TimeSpan duration)
    {
        var started = time.GetTimestamp();
        var before = number;
        while (time.GetElapsedTime(started) < duration)
        {
            Run(begin);
            for (var i = 0; i < PerTransaction; i++)
                WriteOne(number++ * 7919 % accounts);
            Run(commit);
        }

        return (number - before) / time.GetElapsedTime(started).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in new[] { begin, read, update, insert, commit })
            statement.Dispose();
        connection.Dispose();
        WorkFolder.Delete(folder);
    }

    private void WriteOne(long account)
    {
        Check(raw.sqlite3_bind_int64(read, 1, account));
        var version = raw.sqlite3_step(read) == raw.SQLITE_ROW ? raw.sqlite3_column_int64(read, 0) : 0;
        if (version > 0)
            raw.sqlite3_column_blob(read, 1).CopyTo(body);
        Check(raw.sqlite3_reset(read));

        Check(raw.sqlite3_bind_int64(update, 1, account));
        Check(raw.sqlite3_bind_int64(update, 2, version + 1));
        Check(raw.sqlite3_bind_blob(update, 3, body));
        Run(update);

        Check(raw.sqlite3_bind_int64(insert, 1, account));
        Check(raw.sqlite3_bind_blob(insert, 2, body));
        Run(insert);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
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
}

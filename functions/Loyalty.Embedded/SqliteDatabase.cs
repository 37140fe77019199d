using Microsoft.Extensions.Options;

namespace Loyalty.Embedded;

/// <summary>
/// The embedded store: one SQLite file in a folder that one process has to itself. Write-ahead log, every commit
/// flushed to disk. Writes go through one writer (<see cref="GroupCommit"/>), reads see the last commit.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable, IDisposable
{
    private const string ProbeSql =
        "INSERT INTO counters VALUES ('probes', 1) ON CONFLICT DO UPDATE SET value = value + 1";
    private const string ProbedSql = "SELECT value FROM counters WHERE name = 'probes'";

    private readonly FolderLock folder;
    private readonly ReadableFile file;
    private readonly SqliteSession? writing;
    private readonly GroupCommit? writer;
    private readonly ReadPool reader;
    private readonly Task loading;
    private bool disposed;

    private SqliteDatabase(
        string directory,
        FolderLock folder,
        ReadableFile file,
        EmbeddedOptions options,
        bool readOnly
    )
    {
        Directory = directory;
        Accounts = new AccountCache(options.AccountCacheSize);
        EntryKeys = new KeyIndex("entries", "entry_ids", options.RecentKeys);
        ClaimKeys = new KeyIndex("claims", "claim_ids", options.RecentKeys);
        DeliveryKeys = new KeyIndex("deliveries", "delivery_ids", options.RecentKeys);
        AccountChanges = new AccountChanges(options.RecentKeys);
        this.folder = folder;
        this.file = file;
        var open = () => SqliteSession.Open(file, options);
        reader = new ReadPool(options.ReadConnections, open);
        if (readOnly)
        {
            using var first = open();
            Schema.Require(first, directory);
            loading = Load(first, open);
            return;
        }

        if (!File.Exists(file.Path))
            ReadableFile.CreatePrivate(file.Path);
        writing = SqliteSession.Open(file.Path, options);
        try
        {
            writing.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
            writing.Execute($"PRAGMA wal_autocheckpoint = {options.CheckpointPages}");
            Schema.Prepare(writing, directory);
            Messages = new MessageTable(writing);
            loading = Load(writing, open);
        }
        catch
        {
            writing.Dispose();
            throw;
        }

        writer = new GroupCommit(
            writing,
            options,
            [EntryKeys, EntryWords.Keys, ClaimKeys, DeliveryKeys, RequestWords, AccountChanges]
        );
    }

    /// <summary>The data folder, as a full path.</summary>
    public string Directory { get; }

    internal AccountCache Accounts { get; }

    internal KeyIndex EntryKeys { get; }

    internal EntryWords EntryWords { get; } = new();

    internal KeyIndex ClaimKeys { get; }

    internal KeyIndex DeliveryKeys { get; }

    internal KeyIndex RequestWords { get; } = SqliteRequestLog.NewWords();

    internal AccountChanges AccountChanges { get; }

    internal MessageTable Messages { get; } = new();

    /// <summary>For tests: the writing connection.</summary>
    internal SqliteSession Writing => writing ?? throw ReadOnly();

    /// <summary>Opens the folder, making it and the tables if there are none.</summary>
    /// <exception cref="EmbeddedStoreException">The folder is in use or cannot be written to, or its data is of a newer
    /// version or damaged.</exception>
    public static SqliteDatabase Open(EmbeddedOptions options)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        if (OperatingSystem.IsWindows())
            System.IO.Directory.CreateDirectory(directory);
        else
            System.IO.Directory.CreateDirectory(
                directory,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        return Locked(directory, options, readOnly: false);
    }

    /// <summary>As <see cref="Open(EmbeddedOptions)"/>, for a container.</summary>
    public static SqliteDatabase Open(IOptions<EmbeddedOptions> options) => Open(options.Value);

    /// <summary>Opens the folder of a stopped host; nothing in it can be changed, and every write throws.</summary>
    /// <exception cref="EmbeddedStoreException">There is no data, it is in use, or of a newer version.</exception>
    public static SqliteDatabase OpenReadOnly(EmbeddedOptions options)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        RequireLedger(directory);
        return Locked(directory, options, readOnly: true);
    }

    /// <summary>Copies the database of a folder into another, as of one commit; its host may run meanwhile.</summary>
    /// <exception cref="EmbeddedStoreException">There is no data, or no room for the copy.</exception>
    public static void Copy(string directory, string target)
    {
        var path = RequireLedger(directory);
        bool isWritable;
        // Not kept: a host may start while the copy is made. One that runs already has a folder that it can write to.
        using (var taken = FolderLock.TryTake(directory, readOnly: true))
            isWritable = taken?.IsWritable ?? true;
        using var file = ReadableFile.Of(path, isWritable);
        using var session = SqliteSession.Open(file, new EmbeddedOptions());
        ReadableFile.CreatePrivate(PathIn(target));
        session.CopyTo(PathIn(target));
    }

    /// <summary>Opens what <see cref="Copy"/> made, for reading; nothing in the folder is changed.</summary>
    public static SqliteDatabase OpenCopy(string directory) =>
        Opened(Path.GetFullPath(directory), FolderLock.None(), new EmbeddedOptions(), readOnly: true);

    /// <summary>Commits a write as any other and reads it back: that it returns means that one would be durable now.</summary>
    /// <exception cref="EmbeddedStoreException">It would not.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var written = await WriteAsync(
            0,
            static (session, _) =>
            {
                // A value that stays the same would not be written at all.
                session.Use(ProbeSql).Run();
                return session.ReadInt64(ProbedSql);
            },
            cancellationToken
        );
        if (await ReadAsync(0, static (session, _) => session.ReadInt64(ProbedSql), cancellationToken) < written)
            throw new EmbeddedStoreException($"'{Directory}' does not give back what was written to it.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        if (writer is not null)
            await writer.CloseAsync();
        // Whether it could be read or not, it is not read on.
        await Task.WhenAny(loading);
        await reader.CloseAsync();
        // Last of all connections, because the last one to close empties the write-ahead log into the file.
        writing?.Dispose();
        file.Dispose();
        folder.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    internal Task<TResult> WriteAsync<TState, TResult>(
        TState state,
        Func<SqliteSession, TState, TResult> work,
        CancellationToken cancellationToken
    ) => writer is null ? throw ReadOnly() : writer.WriteAsync(state, work, cancellationToken);

    internal ValueTask<TResult> ReadAsync<TState, TResult>(
        TState state,
        Func<SqliteSession, TState, TResult> read,
        CancellationToken cancellationToken
    ) => reader.ReadAsync(state, read, cancellationToken);

    /// <summary>The queue's number; it gets one when it is first named.</summary>
    internal ValueTask<int> NumberOfAsync(string queue, CancellationToken cancellationToken)
    {
        return Messages.TryNumberOf(queue, out var number) ? new ValueTask<int>(number) : NewAsync();

        async ValueTask<int> NewAsync()
        {
            var given = await WriteAsync(queue, MessageTable.GiveNumber, cancellationToken);
            Messages.Remember(queue, given);
            return given;
        }
    }

    private static string PathIn(string directory) => Path.Combine(directory, "loyalty.db");

    /// <summary>Reads ids and accounts at once. Words are in documents, which take long to read, and nobody needs them
    /// before something is written or searched for: they are read meanwhile, each with a session of its own, as whoever has
    /// another may be waiting for what is read.</summary>
    private Task Load(SqliteSession session, Func<SqliteSession> open)
    {
        foreach (var runs in (SortedRuns[])[EntryKeys, ClaimKeys, DeliveryKeys, AccountChanges])
            runs.Load(session);
        return Task.WhenAll(EntryWords.Keys.LoadMeanwhile(open), RequestWords.LoadMeanwhile(open));
    }

    private static string RequireLedger(string directory)
    {
        var path = PathIn(directory);
        return File.Exists(path)
            ? path
            : throw new EmbeddedStoreException(
                $"There is no ledger in '{directory}': name the data folder with --data."
            );
    }

    private static SqliteDatabase Locked(string directory, EmbeddedOptions options, bool readOnly) =>
        Opened(directory, FolderLock.Take(directory, readOnly), options, readOnly);

    private static SqliteDatabase Opened(string directory, FolderLock taken, EmbeddedOptions options, bool readOnly)
    {
        ReadableFile? file = null;
        try
        {
            file = ReadableFile.Of(PathIn(directory), taken.IsWritable);
            return new SqliteDatabase(directory, taken, file, options, readOnly);
        }
        catch
        {
            file?.Dispose();
            taken.Dispose();
            throw;
        }
    }

    private static InvalidOperationException ReadOnly() => new("The store was opened for reading only.");
}

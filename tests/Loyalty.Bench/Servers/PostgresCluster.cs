using System.Globalization;
using System.Text;

namespace Loyalty.Bench.Servers;

/// <summary>
/// A PostgreSQL of its own in a temporary folder, with default settings: fsync on, synchronous_commit on. It can be
/// reached through a socket in that folder alone.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Database = "postgres";
    private const string Role = "bench";
    private const int Clients = 20;
    private static readonly string EntryText = new('x', 400);

    private readonly string programs;
    private readonly DirectoryInfo folder;
    private readonly IReadOnlyList<string> identity;
    private ChildProcess? server;

    private PostgresCluster(string programs, DirectoryInfo folder, IReadOnlyList<string> identity)
    {
        this.programs = programs;
        this.folder = folder;
        this.identity = identity;
    }

    /// <summary>Makes and starts a cluster with accounts to update.</summary>
    public static async Task<PostgresCluster> StartAsync(
        string programs,
        string parentFolder,
        int accounts,
        CancellationToken cancellationToken
    )
    {
        var folder = WorkFolder.Create(parentFolder);
        var user = Environment.IsPrivilegedProcess ? UnprivilegedUser.Find() : null;
        var cluster = new PostgresCluster(programs, folder, user?.CommandPrefix ?? []);
        try
        {
            if (user is not null)
                await Tool.RunAsync(["chown", user.Owner, folder.FullName], cancellationToken);
            await cluster.InitialiseAsync(accounts, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Commits per second of 20 clients, each transaction one update of an account and one insert of a 400-byte entry.
    /// </summary>
    public async Task<double> CommitsPerSecondAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var output = await Tool.RunAsync(
            [
                .. identity,
                Path.Combine(programs, "pgbench"),
                .. Connection,
                "--no-vacuum",
                "--protocol=prepared",
                $"--client={Clients}",
                "--jobs=2",
                $"--time={(int)duration.TotalSeconds}",
                $"--file={ScriptPath}",
                Database,
            ],
            cancellationToken
        );
        return ReadRate(output);
    }

    /// <summary>The rate in what pgbench printed, the time to connect left out.</summary>
    internal static double ReadRate(string output)
    {
        const string label = "tps = ";
        var start = output.IndexOf(label, StringComparison.Ordinal);
        var text = start < 0 ? "" : output[(start + label.Length)..].Split(' ', 2)[0];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
            ? rate
            : throw new FormatException("pgbench told no rate.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        WorkFolder.Delete(folder);
    }

    private string ScriptPath => Path.Combine(folder.FullName, "script.sql");

    private string[] Connection => [$"--host={folder.FullName}", $"--username={Role}"];

    private async Task InitialiseAsync(int accounts, CancellationToken cancellationToken)
    {
        var data = Path.Combine(folder.FullName, "data");
        await Tool.RunAsync(
            [
                .. identity,
                Path.Combine(programs, "initdb"),
                "--auth=trust",
                $"--username={Role}",
                "--encoding=UTF8",
                "--locale=C",
                data,
            ],
            cancellationToken
        );
        var start = Tool.StartOf([
            .. identity,
            Path.Combine(programs, "postgres"),
            "-D",
            data,
            "-k",
            folder.FullName,
            "-c",
            "listen_addresses=",
        ]);
        start.WorkingDirectory = folder.FullName;
        server = ChildProcess.Launch(
            start,
            line => line.Contains("database system is ready to accept connections", StringComparison.Ordinal)
        );
        await server.ReadyAsync(cancellationToken);

        await File.WriteAllTextAsync(
            ScriptPath,
            $"""
            \set account random(1, {accounts})
            BEGIN;
            UPDATE account SET balance = balance + 10, version = version + 1 WHERE id = :account;
            INSERT INTO entry (account, points, body) VALUES (:account, 10, '{EntryText}');
            COMMIT;

            """,
            Encoding.ASCII,
            cancellationToken
        );
        var tables = $"""
            CREATE TABLE account (id bigint PRIMARY KEY, balance bigint NOT NULL, version bigint NOT NULL);
            CREATE TABLE entry (id bigserial PRIMARY KEY, account bigint NOT NULL, points bigint NOT NULL, body text NOT NULL);
            INSERT INTO account SELECT id, 0, 0 FROM generate_series(1, {accounts}) id;
            VACUUM ANALYZE account;
            """;
        foreach (
            var statement in tables.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
            await Tool.RunAsync(
                [.. identity, Path.Combine(programs, "psql"), .. Connection, "--command", statement, Database],
                cancellationToken
            );
    }
}

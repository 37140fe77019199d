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

    /// <summary>Makes and starts a cluster for the work.</summary>
    public static async Task<PostgresCluster> StartAsync(
        string programs,
        string parentFolder,
        PostgresWork work,
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
            await cluster.InitialiseAsync(work, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Commits per second of 20 clients, with statements that are prepared once.</summary>
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

    private async Task InitialiseAsync(PostgresWork work, CancellationToken cancellationToken)
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

        await File.WriteAllTextAsync(ScriptPath, work.Script + "\n", Encoding.ASCII, cancellationToken);
        var setup = Path.Combine(folder.FullName, "setup.sql");
        await File.WriteAllTextAsync(setup, work.Setup, Encoding.ASCII, cancellationToken);
        await Tool.RunAsync(
            [
                .. identity,
                Path.Combine(programs, "psql"),
                .. Connection,
                "--set=ON_ERROR_STOP=1",
                $"--file={setup}",
                Database,
            ],
            cancellationToken
        );
    }
}

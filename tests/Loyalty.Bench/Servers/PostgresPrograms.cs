using System.Globalization;

namespace Loyalty.Bench.Servers;

/// <summary>Finds an installed PostgreSQL.</summary>
internal static class PostgresPrograms
{
    /// <summary>Why nothing is measured against it.</summary>
    public const string Missing = "PostgreSQL with pgbench is not installed here (looked in /usr/lib/postgresql).";

    private const string Versions = "/usr/lib/postgresql";

    /// <summary>The folder with the newest installed initdb, postgres, psql and pgbench; null when there is none.</summary>
    public static string? Find()
    {
        if (!Directory.Exists(Versions))
            return null;
        return Directory
            .EnumerateDirectories(Versions)
            .OrderByDescending(VersionOf)
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(IsComplete);
    }

    private static bool IsComplete(string programs) =>
        Array.TrueForAll(
            ["initdb", "postgres", "psql", "pgbench"],
            program => File.Exists(Path.Combine(programs, program))
        );

    private static double VersionOf(string folder) =>
        double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;
}

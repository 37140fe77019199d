using System.Reflection;

namespace Loyalty.Bench.Servers;

/// <summary>Starts a program that tells where it listens.</summary>
internal static class ListeningProgram
{
    private const string Listens = "listens on ";

    /// <summary>Settings that it gets as environment variables, beside those that it inherits.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            // One client asks for all that the machine can do.
            ["Limits__TokensPerSecond"] = "0",
            ["Limits__RequestsPerSecond"] = "0",
            ["Limits__ManagementPerSecond"] = "0",
            ["Limits__TillRequestsPerSecond"] = "0",
        };

    /// <summary>Starts it; it becomes ready when it tells where it listens.</summary>
    /// <param name="program">Its entry assembly.</param>
    /// <param name="arguments">Its command line.</param>
    public static ChildProcess Launch(Assembly program, params IEnumerable<string> arguments) =>
        Launch(program, [], arguments);

    /// <inheritdoc cref="Launch(Assembly, IEnumerable{string})"/>
    /// <param name="program">Its entry assembly.</param>
    /// <param name="settings">Its settings, as environment variables are named.</param>
    /// <param name="arguments">Its command line.</param>
    public static ChildProcess Launch(
        Assembly program,
        Dictionary<string, string> settings,
        params IEnumerable<string> arguments
    )
    {
        var start = Tool.StartOf([.. CommandOf(program), .. arguments]);
        foreach (var (name, value) in Settings.Concat(settings))
            start.Environment[name] = value;
        return ChildProcess.Launch(start, line => line.Contains(Listens, StringComparison.Ordinal));
    }

    /// <summary>What a command line that runs a program begins with.</summary>
    public static IReadOnlyList<string> CommandOf(Assembly program)
    {
        var executable = Path.ChangeExtension(program.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(executable) ? [executable] : ["dotnet", program.Location];
    }

    /// <summary>Where a launched one listens.</summary>
    public static async Task<Uri> UrlAsync(this ChildProcess child, CancellationToken cancellationToken)
    {
        var line = await child.ReadyAsync(cancellationToken);
        return new Uri(line[(line.IndexOf(Listens, StringComparison.Ordinal) + Listens.Length)..].Trim());
    }
}

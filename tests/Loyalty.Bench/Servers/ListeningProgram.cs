using System.Diagnostics;
using System.Reflection;

namespace Loyalty.Bench.Servers;

/// <summary>Starts a program that tells where it listens.</summary>
internal static class ListeningProgram
{
    private const string Listens = "listens on ";

    /// <summary>Starts it; it becomes ready when it tells where it listens.</summary>
    /// <param name="program">Its entry assembly.</param>
    /// <param name="arguments">Its command line.</param>
    public static ChildProcess Launch(Assembly program, params IEnumerable<string> arguments)
    {
        var executable = Path.ChangeExtension(program.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = File.Exists(executable)
            ? new ProcessStartInfo(executable)
            : new ProcessStartInfo("dotnet", [program.Location]);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // One client asks for all that the machine can do.
        start.Environment["Limits__TokensPerSecond"] = "0";
        start.Environment["Limits__RequestsPerSecond"] = "0";
        start.Environment["Limits__ManagementPerSecond"] = "0";
        start.Environment["Limits__TillRequestsPerSecond"] = "0";
        return ChildProcess.Launch(start, line => line.Contains(Listens, StringComparison.Ordinal));
    }

    /// <summary>Where a child of <see cref="Launch"/> listens.</summary>
    public static async Task<Uri> UrlAsync(this ChildProcess child, CancellationToken cancellationToken)
    {
        var line = await child.ReadyAsync(cancellationToken);
        return new Uri(line[(line.IndexOf(Listens, StringComparison.Ordinal) + Listens.Length)..].Trim());
    }
}

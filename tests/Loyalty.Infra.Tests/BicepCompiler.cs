using System.Diagnostics;
using System.Reflection;

namespace Loyalty.Infra.Tests;

/// <summary>Bicep's own compiler, on a copy of <c>infra</c>, so that nothing is written to the checkout.</summary>
internal sealed class BicepCompiler : IDisposable
{
    private static readonly string Program = typeof(BicepCompiler)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Bicep")
        .Value!;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    public BicepCompiler()
    {
        var original = Path.Combine(Repository.Root, "infra");
        foreach (var file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>The copy.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("bicep-").FullName;

    /// <summary>Runs a command in the copy, with these variables of the environment alone; gives all that it printed.</summary>
    public (int ExitCode, string Output) Run(string command, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Program, command)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        // It keeps a cache below the home folder.
        start.Environment["HOME"] = Folder;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Longest))
            process.Kill(entireProcessTree: true);
        return (process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

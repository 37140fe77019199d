using System.ComponentModel;
using System.Diagnostics;

namespace Loyalty.Local.Tests.House;

/// <summary>
/// A test that needs node and the packages of <c>tests/infra</c> (<c>npm ci --ignore-scripts</c> there). Skipped only
/// when one of them is missing; CI installs both and counts a skip as a failure.
/// </summary>
internal sealed class RequiresBicepGrammarFactAttribute : FactAttribute
{
    private static readonly string? Missing = FindMissing();

    public RequiresBicepGrammarFactAttribute() => Skip = Missing;

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "infra");

    private static string? FindMissing()
    {
        if (!Directory.Exists(Path.Combine(Repository.Root, "tests", "infra", "node_modules")))
            return "tests/infra/node_modules is missing: run npm ci --ignore-scripts in tests/infra.";
        try
        {
            using var node = Process.Start(
                new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true, UseShellExecute = false }
            );
            node?.WaitForExit();
            return node?.ExitCode == 0 ? null : "node does not run.";
        }
        catch (Win32Exception)
        {
            return "node is not installed.";
        }
    }
}

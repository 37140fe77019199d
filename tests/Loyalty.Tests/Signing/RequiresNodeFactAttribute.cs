using System.Diagnostics;

namespace Loyalty.Tests.Signing;

/// <summary>
/// A test that needs node and the packages of <c>tests/interop</c> (<c>npm ci</c> there). Skipped only when one of them
/// is missing; CI installs both and counts a skip as a failure.
/// </summary>
internal sealed class RequiresNodeFactAttribute : FactAttribute
{
    private static readonly string? Missing = FindMissing();

    public RequiresNodeFactAttribute() => Skip = Missing;

    public static string Folder { get; } = Path.Combine(SigningFiles.Root, "tests", "interop");

    private static string? FindMissing()
    {
        if (!Directory.Exists(Path.Combine(SigningFiles.Root, "tests", "interop", "node_modules")))
            return "tests/interop/node_modules is missing: run npm ci in tests/interop.";
        try
        {
            using var node = Process.Start(
                new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true, UseShellExecute = false }
            );
            node?.WaitForExit();
            return node?.ExitCode == 0 ? null : "node does not run.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "node is not installed.";
        }
    }
}

namespace Loyalty.Console.Tests.Support;

/// <summary>What the tests of the console need from outside.</summary>
internal static class RequiresBrowser
{
    /// <summary>What is missing; null when all is there.</summary>
    public static string? Missing { get; } =
        Chromium.Executable is null ? "No browser is installed. On Debian, apt-get install chromium."
        : File.Exists(AxeCore.ScriptPath) ? null
        : "tests/console has no packages: install Node.js (on Debian, apt-get install npm) and build again.";
}

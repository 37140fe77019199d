namespace Loyalty.Console.Tests.Support;

/// <summary>What the tests of the console need from outside.</summary>
internal static class RequiresBrowser
{
    /// <summary>What is missing; null when all is there.</summary>
    public static string? Missing { get; } =
        Chromium.Executable is null ? "chromium is not installed."
        : File.Exists(AxeCore.ScriptPath) ? null
        : "tests/console/node_modules is missing: run npm ci in tests/console.";
}

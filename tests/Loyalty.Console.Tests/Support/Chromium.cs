namespace Loyalty.Console.Tests.Support;

/// <summary>The browser that the machine has: Debian's chromium, or what others call theirs.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "google-chrome", "chromium-browser"];

    /// <summary>Where it lies; null where there is none.</summary>
    public static string? Executable { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}

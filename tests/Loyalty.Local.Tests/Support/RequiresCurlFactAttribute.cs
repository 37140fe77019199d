namespace Loyalty.Local.Tests.Support;

/// <summary>A test that needs curl and a POSIX shell; skipped, and so seen, where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresCurlFactAttribute : FactAttribute
{
    public RequiresCurlFactAttribute()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!File.Exists("/bin/sh") || !path.Any(folder => File.Exists(Path.Combine(folder, "curl"))))
            Skip = "curl or /bin/sh is not installed.";
    }
}

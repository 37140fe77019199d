namespace Loyalty.Local.Tests.Support;

/// <summary>A test that needs a POSIX shell and commands of Debian; skipped where one is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresShellFactAttribute : FactAttribute
{
    public RequiresShellFactAttribute(params string[] commands)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = commands
            .Where(command => !path.Any(folder => File.Exists(Path.Combine(folder, command))))
            .Concat(File.Exists("/bin/sh") ? [] : ["/bin/sh"])
            .ToArray();
        if (missing.Length > 0)
            Skip =
                $"Not installed: {string.Join(' ', missing)}. On Debian, apt-get install {string.Join(' ', missing)}.";
    }
}

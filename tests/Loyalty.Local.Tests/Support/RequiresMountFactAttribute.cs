using System.Diagnostics;

namespace Loyalty.Local.Tests.Support;

/// <summary>A test that mounts a folder for a process of its own; skipped where the kernel or the container forbids
/// it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresMountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
    {
        try
        {
            using var mounting = Process.Start("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/tmp"]);
            mounting.WaitForExit();
            return mounting.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public RequiresMountFactAttribute()
    {
        if (!CanMount.Value)
            Skip =
                "Nothing can be mounted: 'unshare -rm' needs user namespaces, which a container may forbid "
                + "(docker run --security-opt seccomp=unconfined).";
    }
}

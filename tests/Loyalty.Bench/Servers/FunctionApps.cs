using System.Runtime.InteropServices;
using Loyalty.Local.Tests.House;

namespace Loyalty.Bench.Servers;

/// <summary>Function apps, published as a deployment publishes them.</summary>
internal static class FunctionApps
{
    /// <summary>What a deployment is compiled ahead of time for.</summary>
    private const string Platform = "linux-x64";

    /// <summary>Whether this machine can run what is compiled for it.</summary>
    public static bool CanBePublished =>
        OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    /// <summary>Publishes one.</summary>
    /// <param name="project">Its folder, from the root of the repository.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its entry assembly.</returns>
    public static async Task<string> PublishAsync(string project, string folder, CancellationToken cancellationToken)
    {
        await Tool.RunAsync(
            [
                "dotnet",
                "publish",
                Path.Combine(Repository.Root, project),
                "--configuration",
                "Release",
                "--output",
                folder,
                "--nodereuse:false",
                "-p:UseSharedCompilation=false",
                "-p:PublishStandIns=true",
                $"-p:ReadyToRunFor={Platform}",
            ],
            cancellationToken
        );
        return Path.Combine(folder, Path.GetFileName(project) + ".dll");
    }
}

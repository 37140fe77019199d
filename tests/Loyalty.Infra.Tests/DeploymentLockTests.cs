using System.Diagnostics;

namespace Loyalty.Infra.Tests;

/// <summary>A deployment's packages are those that were tested, as far as both were restored.</summary>
public sealed class DeploymentLockTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lock-").FullName;

    [RequiresNodeTheory]
    [InlineData("1.0.0", "aaaa", 0, "")]
    [InlineData("1.0.1", "bbbb", 1, "not what was tested: Some.Package: tested 1.0.0 aaaa, deployed 1.0.1 bbbb")]
    [InlineData("1.0.0", "cccc", 1, "not what was tested: Some.Package: tested 1.0.0 aaaa, deployed 1.0.0 cccc")]
    public void Another_version_or_content_of_a_tested_package_is_refused(
        string version,
        string hash,
        int exitCode,
        string error
    )
    {
        Write("packages.lock.json", Package("Some.Package", "1.0.0", "aaaa"));
        Write(
            "packages.azure.lock.json",
            Package("Some.Package", version, hash) + ", " + Package("Only.In.Azure", "5.0.0", "dddd")
        );
        var (found, output, errors) = Run();
        Assert.Equal((exitCode, error), (found, errors.Trim()));
        Assert.Equal("only in the deployment: Only.In.Azure 5.0.0 dddd", output.Trim());
    }

    [Fact]
    public void Workflows_compare_before_they_build()
    {
        const string Comparison = "node .ci/deployment-lock.mjs";
        var projects = Repository
            .Sources("functions", "*.csproj")
            .Where(path =>
                Path.GetFileName(path) is "Loyalty.csproj" or "Loyalty.Azure.csproj" or "LoyaltyFunctions.csproj"
            )
            .Select(path => $"functions/{Path.GetFileNameWithoutExtension(path)}")
            .Order();
        foreach (var (workflow, build) in new[] { ("ci", "dotnet publish "), ("deploy", "azd package ") })
        {
            var text = Repository.Read($".github/workflows/{workflow}.yml");
            var at = text.IndexOf(Comparison, StringComparison.Ordinal);
            Assert.InRange(at, 0, text.IndexOf(build, StringComparison.Ordinal));
            Assert.Equal(
                projects,
                text[(at + Comparison.Length)..]
                    .Split('\n')[0]
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Order()
            );
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Package(string name, string version, string hash) =>
        $$"""
            "{{name}}": { "type": "Direct", "resolved": "{{version}}", "contentHash": "{{hash}}" }
            """;

    private void Write(string file, string packages) =>
        File.WriteAllText(
            Path.Combine(folder, file),
            $$"""
            { "version": 2, "dependencies": { "net10.0": { {{packages}}, "loyalty": { "type": "Project" } } } }
            """
        );

    private (int ExitCode, string Output, string Errors) Run()
    {
        var script = Path.Combine(Repository.Root, ".ci", "deployment-lock.mjs");
        using var node = Process.Start(
            new ProcessStartInfo("node", [script, folder])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        return (node.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    /// <summary>Skipped only where Node.js is not installed.</summary>
    private sealed class RequiresNodeTheoryAttribute : TheoryAttribute
    {
        public RequiresNodeTheoryAttribute()
        {
            var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            if (
                !folders.Any(one =>
                    File.Exists(Path.Combine(one, "node")) || File.Exists(Path.Combine(one, "node.exe"))
                )
            )
                Skip = "node is not installed.";
        }
    }
}

using System.Diagnostics;
using LoyaltyFunctions;

namespace Loyalty.Azure.Tests.App;

/// <summary>What the app's own process says when it does not start.</summary>
public sealed class StartTests
{
    private static readonly (string, string) Host = ("Functions__Worker__HostEndpoint", "http://127.0.0.1:1");

    [Fact]
    public async Task Without_a_host_it_says_who_runs_it()
    {
        var (exitCode, line) = await StartAsync();

        Assert.Equal(1, exitCode);
        Assert.Matches("^error: .*the Functions host .*the local host", line);
    }

    [Fact]
    public async Task Every_wrong_setting_is_in_one_line_that_the_host_takes_for_an_error()
    {
        // The host keeps a line of its worker's standard error only if it says "error" or the like, and then three lines.
        // A connection string that nobody can read was an unhandled exception, with a stack and without the other faults.
        var (exitCode, line) = await StartAsync(
            Host,
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=s3cret"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere"),
            ("Ledger__MaxAttempts", "0")
        );

        Assert.Equal(1, exitCode);
        Assert.StartsWith("error: ", line);
        string[] expected =
        [
            "AccountEndpoint",
            "FullyQualifiedNamespace",
            "VaultUri",
            "Issuer",
            "MaxAttempts",
            "APPLICATIONINSIGHTS_CONNECTION_STRING",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
        ];
        Assert.All(expected, name => Assert.Contains(name, line));
        Assert.DoesNotContain("s3cret", line);
    }

    [Fact]
    public async Task A_developers_machine_needs_no_vault()
    {
        // As Core Tools say that it is one.
        var (exitCode, line) = await StartAsync(Host, ("AZURE_FUNCTIONS_ENVIRONMENT", "Development"));

        Assert.Equal(1, exitCode);
        Assert.Contains("AccountEndpoint", line);
        Assert.DoesNotContain("VaultUri", line);
    }

    /// <summary>Runs it to its end, and returns the one line that it wrote.</summary>
    private static async Task<(int ExitCode, string Line)> StartAsync(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FunctionApp).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = await process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, Assert.Single((await output + errors).TrimEnd().Split('\n')));
        }
        finally
        {
            process.Kill();
        }
    }
}

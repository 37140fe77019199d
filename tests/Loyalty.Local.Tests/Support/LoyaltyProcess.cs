using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Loyalty.Local.Tests.Support;

/// <summary>The <c>loyalty</c> command line as a process of its own.</summary>
internal sealed class LoyaltyProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource errorsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LoyaltyProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(output, line.Data, outputEnded);
        process.ErrorDataReceived += (_, line) => Take(errors, line.Data, errorsEnded);
    }

    /// <summary>What <c>dotnet</c> runs.</summary>
    public static string Program => typeof(Loyalty.Local.Hosting.LocalHost).Assembly.Location;

    public string Output => Text(output);

    /// <summary>A path as this process sees it.</summary>
    public string Seen(string path) => $"/proc/{process.Id}/root{path}";

    public string Errors => Text(errors);

    /// <summary>Starts the command; the input is given to it and closed.</summary>
    public static LoyaltyProcess Start(
        string[] arguments,
        string input = "",
        params (string Name, string Value)[] settings
    ) => Start([], arguments, input, settings);

    /// <summary>Starts the command where a folder is mounted as <c>mount</c> is told, for this process alone.</summary>
    public static LoyaltyProcess StartOn(
        string[] mount,
        string[] arguments,
        params (string Name, string Value)[] settings
    ) =>
        Start(
            ["unshare", "-rm", "/bin/sh", "-c", $"mount {string.Join(' ', mount)} && exec \"$@\"", "sh"],
            arguments,
            "",
            settings
        );

    private static LoyaltyProcess Start(
        string[] through,
        string[] arguments,
        string input,
        (string Name, string Value)[] settings
    )
    {
        string[] command = [.. through, "dotnet", Program];
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.Skip(1).Concat(arguments))
            start.ArgumentList.Add(argument);
        // The test run's own settings are not the product's.
        start.Environment.Remove("Embedded__DataDirectory");
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var started = new LoyaltyProcess(new Process { StartInfo = start });
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        started.process.StandardInput.Write(input);
        started.process.StandardInput.Close();
        return started;
    }

    /// <summary>Starts <c>serve</c> on a free port and waits until it listens.</summary>
    public static async Task<(LoyaltyProcess Process, Uri BaseUrl)> ServeAsync(
        string data,
        params (string Name, string Value)[] settings
    )
    {
        string[] arguments = ["serve", "--data", data, "--urls", "http://127.0.0.1:0", "--listen", "off"];
        var process = Start(arguments, "", settings);
        return (process, new Uri(await process.SaysAsync(@"Loyalty listens on (\S+)")));
    }

    /// <summary>Waits for output and returns its first group.</summary>
    public Task<string> SaysAsync(string pattern) =>
        Eventually.GetAsync(
            $"output {pattern}",
            () =>
            {
                var match = Regex.Match(Output, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
                return process.HasExited && !match.Success
                    ? throw new InvalidOperationException($"It ended: {Output}{Errors}")
                    : Task.FromResult(match.Success ? match.Groups[1].Value : null);
            },
            TimeSpan.FromSeconds(60)
        );

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> EndsAsync(TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        await Task.WhenAll(outputEnded.Task, errorsEnded.Task).WaitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] arguments,
        string input = "",
        params (string Name, string Value)[] settings
    )
    {
        using var process = Start(arguments, input, settings);
        var exitCode = await process.EndsAsync();
        return (exitCode, process.Output, process.Errors);
    }

    /// <summary>Asks the process to end (SIGTERM).</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends the process at once (SIGKILL).</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static void Take(StringBuilder text, string? line, TaskCompletionSource ended)
    {
        if (line is null)
            ended.TrySetResult();
        else
            lock (text)
                text.AppendLine(line);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}

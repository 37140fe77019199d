using System.Diagnostics;
using System.Globalization;

namespace Loyalty.Bench.Servers;

/// <summary>A server in a process of its own, ready when it says so on one of its outputs; killed when disposed of.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process process;
    private readonly Func<string, bool> isReady;
    private readonly Queue<string> lastLines = new();
    private readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process, Func<string, bool> isReady)
    {
        this.process = process;
        this.isReady = isReady;
        process.EnableRaisingEvents = true;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException(Obituary()));
    }

    /// <summary>Its number in the system.</summary>
    public int Id => process.Id;

    /// <summary>Memory that the process has in use, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The part of it that is no file's, in bytes; what Linux alone tells.</summary>
    public long AnonymousBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{Id}/status")
                .First(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
            return 1024
                * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>CPU time that the process has used.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program without waiting for it to be ready.</summary>
    public static ChildProcess Launch(ProcessStartInfo start, Func<string, bool> isReady)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        var child = new ChildProcess(new Process { StartInfo = start }, isReady);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The line that said that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public Task<string> ReadyAsync(CancellationToken cancellationToken) =>
        ready.Task.WaitAsync(Patience, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > KeptLines)
                lastLines.Dequeue();
        }

        if (!ready.Task.IsCompleted && isReady(line))
            ready.TrySetResult(line);
    }

    private string Obituary()
    {
        lock (lastLines)
            return $"{process.StartInfo.FileName} ended before it was ready:\n{string.Join('\n', lastLines)}";
    }
}

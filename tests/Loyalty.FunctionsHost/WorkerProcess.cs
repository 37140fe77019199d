using System.Diagnostics;

namespace Loyalty.FunctionsHost;

/// <summary>The process of a worker, and the last that it said; killed when disposed of.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private readonly Process process;
    private readonly Queue<string> lastLines = new();

    private WorkerProcess(Process process)
    {
        this.process = process;
        process.EnableRaisingEvents = true;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    /// <summary>Ends when the process does.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>What it said last, on its outputs and to its host.</summary>
    public string LastWords
    {
        get
        {
            lock (lastLines)
                return string.Join('\n', lastLines);
        }
    }

    /// <summary>Starts it as the host does.</summary>
    /// <param name="program">What is started.</param>
    /// <param name="host">Where its host listens.</param>
    /// <param name="workerId">Its name for its host.</param>
    public static WorkerProcess Start(WorkerProgram program, Uri host, string workerId)
    {
        const string mostBytes = "2147483647";
        var start = new ProcessStartInfo(
            "dotnet",
            [
                program.Assembly,
                "--host",
                host.Host,
                "--port",
                $"{host.Port}",
                "--workerId",
                workerId,
                "--requestId",
                workerId,
                "--grpcMaxMessageLength",
                mostBytes,
                "--functions-uri",
                $"{host}",
                "--functions-worker-id",
                workerId,
                "--functions-request-id",
                workerId,
                "--functions-grpc-max-message-length",
                mostBytes,
            ]
        )
        {
            WorkingDirectory = program.Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var folder = Path.GetDirectoryName(program.Assembly);
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = folder;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        foreach (var (name, value) in program.Settings)
            start.Environment[name] = value;
        var worker = new WorkerProcess(new Process { StartInfo = start });
        worker.process.Start();
        worker.process.BeginOutputReadLine();
        worker.process.BeginErrorReadLine();
        worker.Ended = worker.process.WaitForExitAsync();
        return worker;
    }

    /// <summary>Keeps a line for whoever has to tell what went wrong.</summary>
    public void Take(string? line)
    {
        if (line is null)
            return;
        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > KeptLines)
                lastLines.Dequeue();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await Ended;
        process.Dispose();
    }
}

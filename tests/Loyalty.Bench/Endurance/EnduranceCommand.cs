using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Loyalty.Bench.Reporting;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Endurance;

/// <summary>
/// Loads the platform fully for many minutes, the whole way, and tells whether rate, times and memory stay as they were
/// when it was warm. Exit code 0 = it ran to its end, 1 = something failed.
/// </summary>
internal static class EnduranceCommand
{
    private const int MemberCount = 1000;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(10);
    private const int SamplesPerLine = 6;

    /// <summary>At first code is compiled and caches fill; it is no more than a quarter of a short run.</summary>
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(2);
    private static readonly Option<int> Minutes = EntryPoint.Number("--minutes", "How long it is loaded.", 30, 10_000);
    private static readonly Option<int> UnderWay = EntryPoint.Number(
        "--under-way",
        "Most requests whose callbacks have not come.",
        1000,
        100_000
    );

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("endurance", "Load the platform fully, the whole way, and see whether it tires.");
        foreach (
            var option in new Option[] { Minutes, UnderWay, EntryPoint.Connections, EntryPoint.Folder, EntryPoint.Json }
        )
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(arguments.GetRequiredValue(EntryPoint.Folder));
        var machine = MachineFacts.Read(folder, TimeProvider.System);
        var (output, progress) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        await using var platform = await Platform.CreateAsync(folder, MemberCount, cancellationToken);
        await platform.StartAsync(cancellationToken);
        var partner = (await Partners.RegisterAsync(platform, 1, cancellationToken))[0];
        await using var load = new WholeWayLoad(
            platform,
            partner,
            MemberCount,
            arguments.GetValue(UnderWay),
            TimeProvider.System
        );

        var length = TimeSpan.FromMinutes(arguments.GetValue(Minutes));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = load.RunAsync(arguments.GetValue(EntryPoint.Connections), over.Token);
        var samples = await WatchAsync(platform, load, running, length, progress, cancellationToken);
        await over.CancelAsync();
        await running;

        var warmUp = TimeSpan.FromTicks(Math.Min(LongestWarmUp.Ticks, length.Ticks / 4));
        var results = EnduranceTrend.Of([.. samples.Skip((int)(warmUp / SampleEvery))]);
        var options = new BenchOptions
        {
            Folder = folder,
            Rounds = (samples.Count - (int)(warmUp / SampleEvery)) / 3,
            Seconds = (int)SampleEvery.TotalSeconds,
            Connections = arguments.GetValue(EntryPoint.Connections),
        };
        var report = BenchReport.Of(machine, options, SettingCard.Read(), results);
        await output.WriteLineAsync(
            arguments.GetValue(EntryPoint.Json)
                ? JsonSerializer.Serialize(report, BenchJson.Default.BenchReport)
                : BenchTable.Format(report)
        );
        return 0;
    }

    /// <summary>Takes a sample now and then, and prints a line a minute.</summary>
    private static async Task<IReadOnlyList<EnduranceSample>> WatchAsync(
        Platform platform,
        WholeWayLoad load,
        Task running,
        TimeSpan length,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        var time = TimeProvider.System;
        var samples = new List<EnduranceSample>();
        var started = time.GetTimestamp();
        for (var last = started; time.GetElapsedTime(started) < length; )
        {
            await Task.WhenAny(running, Task.Delay(SampleEvery, time, cancellationToken));
            if (running.IsCompleted)
                await running;
            var (took, now) = (load.Took(), time.GetTimestamp());
            samples.Add(EnduranceSample.Of(platform, took, time.GetElapsedTime(last, now)));
            last = now;
            if (samples.Count % SamplesPerLine != 0)
                continue;
            var line = EnduranceSample.Of([.. samples.TakeLast(SamplesPerLine)]);
            await progress.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"minute {samples.Count / SamplesPerLine}: {line}")
            );
        }

        return samples;
    }
}

using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// What a request costs in CPU time while the process is new, and its code is still being compiled, against what it costs
/// the same process once it is warm. The start itself is not counted.
/// </summary>
internal sealed class CpuFirstMeasurement(BenchOptions options, bool withCallback, TimeProvider time) : IMeasurement
{
    private const int WarmUps = 2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private CpuLoad? load;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            withCallback ? "cpu-first-whole-way" : "cpu-first-apply",
            (withCallback ? "signed request, whole way," : "signed request, accepted and applied,")
                + " in the first half minute of a process",
            "the same in the same process, warm",
            "µs of CPU a request",
            Goal.AtMost(1.3)
        );

    /// <inheritdoc/>
    public Latency? Latency => load?.Latency;

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        load = await CpuLoad.CreateAsync(options, withCallback, time, cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (load is null)
            throw new InvalidOperationException("Not prepared.");
        await load.StartAsync(cancellationToken);
        var started = time.GetTimestamp();
        var costs = new List<double>();
        do costs.Add(await load.PlatformAsync(cancellationToken));
        while (time.GetElapsedTime(started) < First);
        return costs.Average();
    }

    /// <inheritdoc/>
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        if (load is null)
            throw new InvalidOperationException("Not prepared.");
        for (var run = 0; run < WarmUps; run++)
            await load.PlatformAsync(cancellationToken);
        return await load.PlatformAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (load is not null)
            await load.DisposeAsync();
    }
}

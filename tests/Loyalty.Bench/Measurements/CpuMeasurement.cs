using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// What a request costs the server's process in CPU time until all that follows from it is done, against
/// <see cref="FloorServer"/>. Steadier than rates where others use the machine.
/// </summary>
internal sealed class CpuMeasurement(BenchOptions options, bool withCallback, TimeProvider time) : IMeasurement
{
    private const int WarmUps = 4;
    private CpuLoad? load;
    private ChildProcess? floor;
    private DirectoryInfo? floorFolder;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            withCallback ? "cpu-whole-way" : "cpu-apply",
            withCallback
                ? "signed request accepted, applied, its callback delivered"
                : "signed request accepted and applied",
            "a program that does only what cannot be left out",
            "µs of CPU a request",
            Goal.AtMost(withCallback ? 1.3 : 1.25)
        );

    /// <inheritdoc/>
    public Latency? Latency => load?.Latency;

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        load = await CpuLoad.CreateAsync(options, withCallback, time, cancellationToken);
        await load.StartAsync(cancellationToken);
        floorFolder = WorkFolder.Create(options.Folder);
        floor = BareServer.Launch("floor", load.PublicKey, floorFolder.FullName);
        for (var run = 0; run < WarmUps; run++)
        {
            await MeasureSubjectAsync(cancellationToken);
            await MeasureBaselineAsync(cancellationToken);
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        load is null ? throw new InvalidOperationException("Not prepared.") : load.PlatformAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        load is null || floor is null
            ? throw new InvalidOperationException("Not prepared.")
            : load.OtherAsync(floor, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (load is not null)
            await load.DisposeAsync();
        if (floor is not null)
            await floor.DisposeAsync();
        // After its process, which is killed and removes nothing.
        if (floorFolder is not null)
            WorkFolder.Delete(floorFolder);
    }
}

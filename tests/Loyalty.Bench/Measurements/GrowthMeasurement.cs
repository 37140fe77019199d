using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Measurements;

/// <summary>Whether an apply costs more when the store has grown. Both stores have the same accounts.</summary>
internal sealed class GrowthMeasurement(BenchOptions options) : IMeasurement
{
    private const int AccountCount = 1000;
    private ApplyLoad? grown;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "growth",
            $"an apply in a store that began with {options.Entries} entries",
            $"an apply in a store that began with {AccountCount} entries",
            "µs",
            Goal.AtMost(1.2)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        grown = await ApplyLoad.OpenAsync(options.Folder, AccountCount, cancellationToken);
        await grown.ApplyAsync(options.Entries - AccountCount, AccountCount, options.Batches, cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        grown is null
            ? throw new InvalidOperationException("Not prepared.")
            : await CostAsync(grown, cancellationToken);

    /// <inheritdoc/>
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await using var small = await ApplyLoad.OpenAsync(options.Folder, AccountCount, cancellationToken);
        return await CostAsync(small, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (grown is not null)
            await grown.DisposeAsync();
    }

    private async Task<double> CostAsync(ApplyLoad load, CancellationToken cancellationToken) =>
        TimeSpan.MicrosecondsPerSecond
        / await load.AppliesPerSecondAsync(options.Duration, AccountCount, options.Batches, cancellationToken);
}

using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Measurements;

/// <summary>How much of what SQLite can do here arrives at the ledger.</summary>
internal sealed class StoreLimitMeasurement(BenchOptions options, TimeProvider time) : IMeasurement
{
    private ApplyLoad? ledger;
    private BareSqliteLoop? bare;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "store-limit",
            "ledger, embedded, each commit flushed",
            "bare SQLite loop: read, update, insert of 400-byte rows, 256 a transaction, each commit flushed",
            "applies/s",
            Goal.AtLeast(0.65)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        bare = new BareSqliteLoop(options.Folder, options.Accounts, time);
        ledger = await ApplyLoad.OpenAsync(options.Folder, options.Accounts, cancellationToken);
        await WarmUp.UntilSteadyAsync(() => MeasureSubjectAsync(cancellationToken));
        await MeasureBaselineAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        ledger is null
            ? throw new InvalidOperationException("Not prepared.")
            : await ledger.AppliesPerSecondAsync(
                options.Duration,
                options.Accounts,
                options.Batches,
                cancellationToken
            );

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        bare is null
            ? throw new InvalidOperationException("Not prepared.")
            : Task.Run(() => bare.EntriesPerSecond(options.Duration), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (ledger is not null)
            await ledger.DisposeAsync();
        bare?.Dispose();
    }
}

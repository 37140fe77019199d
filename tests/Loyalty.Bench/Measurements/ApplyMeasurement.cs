using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>The ledger against a database server that does only the two statements a ledger cannot do without.</summary>
internal sealed class ApplyMeasurement(BenchOptions options) : IMeasurement
{
    private ApplyLoad? ledger;
    private PostgresCluster? postgres;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "apply",
            "ledger, embedded, each commit flushed",
            "PostgreSQL, one UPDATE and one INSERT a commit, 20 clients, each commit flushed",
            "applies/s",
            Goal.AtLeast(4)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (options.PostgresFolder is not { } programs)
            return PostgresPrograms.Missing;
        postgres = await PostgresCluster.StartAsync(programs, options.Folder, options.Accounts, cancellationToken);
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
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        postgres is null
            ? throw new InvalidOperationException("Not prepared.")
            : await postgres.CommitsPerSecondAsync(options.Duration, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (ledger is not null)
            await ledger.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
    }
}

using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;
using Loyalty.Catalog;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// The ledger against a database server: one that does only the two statements a ledger cannot do without, or one that does
/// all that ours does, under a cap that is never reached.
/// </summary>
internal sealed class ApplyMeasurement(BenchOptions options, bool whole) : IMeasurement
{
    private const long CapADay = 1_000_000_000;
    private readonly PostgresWork work = whole
        ? PostgresWork.WholeApply(options.Accounts, CapADay)
        : PostgresWork.TwoStatements(options.Accounts);
    private ApplyLoad? ledger;
    private PostgresCluster? postgres;

    /// <inheritdoc/>
    public MeasurementPlan Plan =>
        new(
            whole ? "apply-plpgsql" : "apply",
            "ledger, embedded, each commit flushed",
            $"PostgreSQL, {work.Text}, 20 clients, each commit flushed",
            "applies/s",
            Goal.AtLeast(4.5)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (options.PostgresFolder is not { } programs)
            return PostgresPrograms.Missing;
        postgres = await PostgresCluster.StartAsync(programs, options.Folder, work, cancellationToken);
        ledger = await ApplyLoad.OpenAsync(
            options.Folder,
            options.Accounts,
            whole ? new Cap { Points = new Points(CapADay), Period = CapPeriod.Day } : null,
            cancellationToken
        );
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

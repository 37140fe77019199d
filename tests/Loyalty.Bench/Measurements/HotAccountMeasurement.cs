using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Measurements;

/// <summary>Whether all messages may be for one account, which then is contended for.</summary>
internal sealed class HotAccountMeasurement(BenchOptions options) : IMeasurement
{
    private ApplyLoad? ledger;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "hot-account",
            "all applies on one account",
            $"applies spread over {options.Accounts} accounts",
            "applies/s",
            Goal.AtLeast(1)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        ledger = await ApplyLoad.OpenAsync(options.Folder, options.Accounts, cancellationToken);
        await WarmUp.UntilSteadyAsync(() => MeasureSubjectAsync(cancellationToken));
        await MeasureBaselineAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) => RunAsync(1, cancellationToken);

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        RunAsync(options.Accounts, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (ledger is not null)
            await ledger.DisposeAsync();
    }

    private async Task<double> RunAsync(int accounts, CancellationToken cancellationToken) =>
        ledger is null
            ? throw new InvalidOperationException("Not prepared.")
            : await ledger.AppliesPerSecondAsync(options.Duration, accounts, options.Batches, cancellationToken);
}

using System.Diagnostics;
using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Measurements;

/// <summary>Whether a read costs more when the store has grown.</summary>
internal sealed class ReadGrowthMeasurement : IMeasurement
{
    private readonly BenchOptions options;
    private readonly Func<StoreLoad, int, CancellationToken, Task> fill;
    private readonly Func<StoreLoad, int, CancellationToken, Task> read;
    private StoreLoad? large;
    private StoreLoad? small;
    private int next;

    private ReadGrowthMeasurement(
        BenchOptions options,
        string name,
        string what,
        string rows,
        Func<StoreLoad, int, CancellationToken, Task> fill,
        Func<StoreLoad, int, CancellationToken, Task> read
    )
    {
        this.options = options;
        this.fill = fill;
        this.read = read;
        Plan = new(
            name,
            $"{what} {options.Entries} {rows}",
            $"{what} {StoreLoad.Latest} {rows}",
            "µs",
            Goal.AtMost(1.2)
        );
    }

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; }

    /// <summary>A page of a client's issues.</summary>
    public static ReadGrowthMeasurement OfList(BenchOptions options) =>
        new(
            options,
            "issue-list",
            "a page of 50 of the latest among",
            "issues",
            (store, count, token) => store.IssueAsync(count, token),
            (store, n, token) => store.ListAsync(n, token)
        );

    /// <summary>One issue.</summary>
    public static ReadGrowthMeasurement OfGet(BenchOptions options) =>
        new(
            options,
            "issue-get",
            "one of the latest among",
            "issues",
            (store, count, token) => store.IssueAsync(count, token),
            (store, n, token) => store.GetAsync(n, token)
        );

    /// <summary>The accounts that the expiry sweep and the notices have to touch.</summary>
    public static ReadGrowthMeasurement OfSweep(BenchOptions options) =>
        new(
            options,
            "sweep",
            $"finding the {StoreLoad.Due} that are due among",
            "accounts",
            (store, count, token) => store.OpenAccountsAsync(count, token),
            (store, _, token) => store.AskWhoIsDueAsync(token)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        large = StoreLoad.Open(options.Folder);
        await fill(large, options.Entries, cancellationToken);
        small = StoreLoad.Open(options.Folder);
        await fill(small, StoreLoad.Latest, cancellationToken);
        await WarmUp.UntilSteadyAsync(() => MeasureSubjectAsync(cancellationToken));
        await MeasureBaselineAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) => CostAsync(large, cancellationToken);

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        CostAsync(small, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var store in (StoreLoad?[])[large, small])
            if (store is not null)
                await store.DisposeAsync();
    }

    private async Task<double> CostAsync(StoreLoad? store, CancellationToken cancellationToken)
    {
        if (store is null)
            throw new InvalidOperationException("Not prepared.");
        var (watch, reads) = (Stopwatch.StartNew(), 0);
        for (; watch.Elapsed < options.Duration; reads++)
            // Far apart, so that no two reads in a row meet the same pages.
            await read(store, next = (int)((next + 7919L) % int.MaxValue), cancellationToken);
        return watch.Elapsed.TotalMicroseconds / reads;
    }
}

using System.Globalization;
using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Measurements;

/// <summary>Whether an apply costs more when the store has grown.</summary>
internal sealed class GrowthMeasurement : IMeasurement
{
    private const int FewAccounts = 1000;

    /// <summary>What Linux tells of this process's writes; other systems have nothing like it.</summary>
    private const string Writes = "/proc/self/io";
    private readonly BenchOptions options;
    private readonly int manyAccounts;
    private readonly Func<ApplyLoad, int, CancellationToken, Task<double>> cost;
    private ApplyLoad? grown;

    private GrowthMeasurement(
        BenchOptions options,
        string name,
        string store,
        int manyAccounts,
        string unit,
        Func<ApplyLoad, int, CancellationToken, Task<double>> cost
    )
    {
        (this.options, this.manyAccounts, this.cost) = (options, manyAccounts, cost);
        Plan = new(
            name,
            string.Format(CultureInfo.InvariantCulture, store, options.Entries),
            string.Format(CultureInfo.InvariantCulture, store, FewAccounts),
            unit,
            Goal.AtMost(1.2)
        );
    }

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; }

    /// <summary>In time, with many entries; both stores have the same accounts.</summary>
    public static GrowthMeasurement OfEntries(BenchOptions options) =>
        new(
            options,
            "growth",
            "an apply in a store that began with {0} entries",
            FewAccounts,
            "µs",
            (store, accounts, token) => MicrosecondsAsync(options, store, accounts, token)
        );

    /// <summary>In time, with many members, who have an account each; applies are spread over all.</summary>
    public static GrowthMeasurement OfMembers(BenchOptions options) =>
        new(
            options,
            "growth-members",
            "an apply for one of {0} members",
            options.Entries,
            "µs",
            (store, accounts, token) => MicrosecondsAsync(options, store, accounts, token)
        );

    /// <summary>In what is written: to the log, and from there to the file. It depends less on what else the machine does:
    /// only as far as slower applies share larger commits.</summary>
    public static GrowthMeasurement OfWrites(BenchOptions options) =>
        new(
            options,
            "growth-writes",
            "written for an apply in a store that began with {0} entries",
            FewAccounts,
            "KB",
            (store, accounts, token) => KilobytesAsync(options, store, accounts, token)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (Plan.Unit == "KB" && !File.Exists(Writes))
            return "This system does not tell what a process writes.";
        grown = await ApplyLoad.OpenAsync(options.Folder, manyAccounts, cancellationToken);
        await grown.FillAsync(options.Entries - manyAccounts, manyAccounts, options.Batches, cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        grown is null
            ? throw new InvalidOperationException("Not prepared.")
            : cost(grown, manyAccounts, cancellationToken);

    /// <inheritdoc/>
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        await using var small = await ApplyLoad.OpenAsync(options.Folder, FewAccounts, cancellationToken);
        return await cost(small, FewAccounts, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (grown is not null)
            await grown.DisposeAsync();
    }

    private static async Task<double> MicrosecondsAsync(
        BenchOptions options,
        ApplyLoad store,
        int accounts,
        CancellationToken cancellationToken
    ) =>
        TimeSpan.MicrosecondsPerSecond
        / await store.AppliesPerSecondAsync(options.Duration, accounts, options.Batches, cancellationToken);

    private static async Task<double> KilobytesAsync(
        BenchOptions options,
        ApplyLoad store,
        int accounts,
        CancellationToken cancellationToken
    )
    {
        var (written, applied) = (Written(), store.Count);
        await store.AppliesPerSecondAsync(options.Duration, accounts, options.Batches, cancellationToken);
        return (Written() - written) / 1e3 / (store.Count - applied);
    }

    private static long Written()
    {
        const string label = "wchar: ";
        var line = File.ReadLines(Writes).First(text => text.StartsWith(label, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(label.Length), CultureInfo.InvariantCulture);
    }
}

using System.Globalization;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Endurance;

/// <summary>What was seen for a while under full load.</summary>
internal sealed record EnduranceSample
{
    /// <summary>Callbacks received in a second.</summary>
    public required double Rate { get; init; }

    /// <summary>From a request to its callback: half are faster, in milliseconds.</summary>
    public required double Median { get; init; }

    /// <summary>99 % are faster, in milliseconds.</summary>
    public required double Slowest { get; init; }

    /// <summary>Memory of the server, in bytes.</summary>
    public required long Resident { get; init; }

    /// <summary>The part of it that is no file's, in bytes.</summary>
    public required long Anonymous { get; init; }

    public required long Database { get; init; }
    public required long Log { get; init; }

    /// <summary>The sample of what was received in a time.</summary>
    /// <param name="platform">The server, as it is now.</param>
    /// <param name="took">From each request to its callback, in milliseconds; at least one.</param>
    /// <param name="time">How long it was received.</param>
    public static EnduranceSample Of(Platform platform, IReadOnlyCollection<double> took, TimeSpan time) =>
        new()
        {
            Rate = took.Count / time.TotalSeconds,
            Median = Percentile.Of(took, 50),
            Slowest = Percentile.Of(took, 99),
            Resident = platform.ResidentBytes,
            Anonymous = platform.AnonymousBytes,
            Database = platform.DatabaseBytes,
            Log = platform.LogBytes,
        };

    /// <summary>Several as one: the mean rate, the middle of the times, and what there was at the end.</summary>
    public static EnduranceSample Of(IReadOnlyList<EnduranceSample> samples) =>
        samples[^1] with
        {
            Rate = samples.Average(sample => sample.Rate),
            Median = Spread.Of([.. samples.Select(sample => sample.Median)]).Median,
            Slowest = Spread.Of([.. samples.Select(sample => sample.Slowest)]).Median,
        };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Rate:N0}/s, p50 {Median:N1} ms, p99 {Slowest:N1} ms, memory {Resident / 1e6:N0} MB, "
                + $"of its own {Anonymous / 1e6:N0} MB, database {Database / 1e6:N0} MB, log {Log / 1e6:N0} MB"
        );
}

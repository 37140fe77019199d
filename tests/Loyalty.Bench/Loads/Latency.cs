namespace Loyalty.Bench.Loads;

/// <summary>How long answers took, in milliseconds: half of them at most the one, 99 of 100 at most the other.</summary>
internal sealed record Latency(double P50, double P99)
{
    /// <summary>Of at least one time.</summary>
    public static Latency Of(IReadOnlyCollection<double> times) =>
        new(Percentile.Of(times, 50), Percentile.Of(times, 99));

    /// <summary>The medians of those that there are; null when there are none.</summary>
    public static Latency? MedianOf(IEnumerable<Latency?> rounds)
    {
        var measured = rounds.OfType<Latency>().ToList();
        return measured.Count == 0
            ? null
            : new Latency(
                Spread.Of(measured.ConvertAll(round => round.P50)).Median,
                Spread.Of(measured.ConvertAll(round => round.P99)).Median
            );
    }
}

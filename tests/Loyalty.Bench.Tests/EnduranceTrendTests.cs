using Loyalty.Bench.Endurance;

namespace Loyalty.Bench.Tests;

public sealed class EnduranceTrendTests
{
    [Fact]
    public void The_last_third_is_compared_with_the_first_sample_by_sample()
    {
        var results = EnduranceTrend.Of([
            Sample(rate: 100, slowest: 10, megabytes: 100),
            Sample(rate: 200, slowest: 20, megabytes: 100),
            Sample(rate: 1, slowest: 999, megabytes: 999),
            Sample(rate: 1, slowest: 999, megabytes: 999),
            Sample(rate: 1, slowest: 999, megabytes: 999),
            Sample(rate: 90, slowest: 13, megabytes: 110),
            Sample(rate: 160, slowest: 24, megabytes: 120),
        ]);

        Assert.Equal(
            [("endurance-rate", true), ("endurance-p99", false), ("endurance-memory", true)],
            results.Select(result => (result.Plan.Name, result.IsMet!.Value))
        );
        Assert.Equal([0.85, 1.25, 1.15], results.Select(result => Math.Round(result.Ratio!.Median, 4)));
    }

    [Fact]
    public void Of_fewer_than_three_samples_there_is_no_trend()
    {
        Assert.Empty(EnduranceTrend.Of([Sample(1, 1, 1), Sample(1, 1, 1)]));
        Assert.Empty(EnduranceTrend.Of([]));
    }

    [Fact]
    public void A_line_has_the_mean_rate_the_middle_of_the_times_and_the_memory_at_the_end()
    {
        var line = EnduranceSample.Of([Sample(100, 10, 100), Sample(200, 90, 300), Sample(600, 20, 200)]);

        Assert.Equal((300, 20, 200_000_000), (line.Rate, line.Slowest, line.Anonymous));
        Assert.Equal(
            "300/s, p50 10.0 ms, p99 20.0 ms, memory 400 MB, of its own 200 MB, database 7 MB, log 8 MB",
            line.ToString()
        );
    }

    private static EnduranceSample Sample(double rate, double slowest, int megabytes) =>
        new()
        {
            Rate = rate,
            Median = slowest / 2,
            Slowest = slowest,
            Resident = 2_000_000L * megabytes,
            Anonymous = 1_000_000L * megabytes,
            Database = 7_000_000,
            Log = 8_000_000,
        };
}

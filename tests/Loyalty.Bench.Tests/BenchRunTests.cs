using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Tests;

public sealed class BenchRunTests
{
    [Fact]
    public async Task Subject_and_baseline_are_measured_by_turns_and_cleaned_up()
    {
        var measurement = new ScriptedMeasurement([10, 20], [10, 10]);

        await RunAsync(measurement);

        Assert.Equal(["prepare", "subject", "baseline", "subject", "baseline", "dispose"], measurement.Calls);
    }

    [Fact]
    public async Task The_ratio_is_the_median_of_the_rounds_not_the_ratio_of_the_medians()
    {
        var result = await RunAsync(new ScriptedMeasurement([10, 90, 40], [10, 30, 80]));

        Assert.Equal(new Spread(1, 0.5, 3), result.Ratio);
        Assert.Equal(new Spread(40, 10, 90), result.Subject);
        Assert.Equal(new Spread(30, 10, 80), result.Baseline);
        Assert.True(result.IsMet);
    }

    [Fact]
    public async Task How_long_answers_took_is_kept_for_each_side_as_the_median_of_the_rounds()
    {
        var result = await RunAsync(new ScriptedMeasurement([10, 90, 40], [10, 30, 80]));

        Assert.Equal(new Latency(40, 40), result.SubjectLatency);
        Assert.Equal(new Latency(30, 30), result.BaselineLatency);
    }

    [Fact]
    public async Task What_cannot_be_measured_here_says_why_and_is_no_failure()
    {
        var measurement = new ScriptedMeasurement([], [], "There is no server to compare with.");

        var result = await RunAsync(measurement);

        Assert.Equal("There is no server to compare with.", result.Reason);
        Assert.Null(result.Ratio);
        Assert.Null(result.IsMet);
        Assert.False(result.IsBroken);
        Assert.Equal(["prepare", "dispose"], measurement.Calls);
    }

    [Fact]
    public async Task A_measurement_that_fails_is_cleaned_up_and_does_not_stop_the_next()
    {
        var broken = new ScriptedMeasurement([], []);
        var good = new ScriptedMeasurement([1], [2]);

        var results = await new BenchRun(rounds: 1, TextWriter.Null).RunAsync([broken, good], CancellationToken.None);

        Assert.True(results[0].IsBroken);
        Assert.Equal("The subject is gone.", results[0].Reason);
        Assert.Equal(["prepare", "dispose"], broken.Calls);
        Assert.Equal(0.5, results[1].Ratio?.Median);
    }

    private static async Task<MeasurementResult> RunAsync(ScriptedMeasurement measurement)
    {
        var rounds = Math.Max(1, measurement.Rounds);
        return (await new BenchRun(rounds, TextWriter.Null).RunAsync([measurement], CancellationToken.None))[0];
    }
}

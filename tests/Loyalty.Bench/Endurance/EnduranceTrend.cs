namespace Loyalty.Bench.Endurance;

/// <summary>Whether it is as it was: the last third of the samples against the first.</summary>
internal static class EnduranceTrend
{
    /// <summary>The results; none of fewer than three samples.</summary>
    public static IReadOnlyList<MeasurementResult> Of(IReadOnlyList<EnduranceSample> samples)
    {
        const double most = 1.2;
        var third = samples.Count / 3;
        return third == 0
            ? []
            :
            [
                Compare("endurance-rate", "callbacks/s", Goal.AtLeast(1 / most), sample => sample.Rate),
                Compare("endurance-p99", "ms", Goal.AtMost(most), sample => sample.Slowest),
                Compare("endurance-memory", "MB", Goal.AtMost(most), sample => sample.Anonymous / 1e6),
            ];

        MeasurementResult Compare(string name, string unit, Goal goal, Func<EnduranceSample, double> figure) =>
            MeasurementResult.Of(
                new MeasurementPlan(name, "the last third of the time", "the first third, warm", unit, goal),
                [.. samples.TakeLast(third).Select(figure)],
                [.. samples.Take(third).Select(figure)]
            );
    }
}

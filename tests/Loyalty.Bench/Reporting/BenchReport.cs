namespace Loyalty.Bench.Reporting;

/// <summary>What <c>--json</c> prints.</summary>
internal sealed record BenchReport
{
    public required MachineFacts Machine { get; init; }
    public required int Rounds { get; init; }
    public required int Seconds { get; init; }
    public required IReadOnlyList<ReportLine> Results { get; init; }

    public static BenchReport Of(MachineFacts machine, BenchOptions options, IEnumerable<MeasurementResult> results) =>
        new()
        {
            Machine = machine,
            Rounds = options.Rounds,
            Seconds = options.Seconds,
            Results = [.. results.Select(ReportLine.Of)],
        };
}

namespace Loyalty.Bench.Reporting;

/// <summary>What <c>--json</c> prints.</summary>
internal sealed record BenchReport
{
    public required MachineFacts Machine { get; init; }
    public required BenchOptions Options { get; init; }

    /// <summary>Settings of the platform that are not its defaults.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
    public required IReadOnlyList<ReportLine> Results { get; init; }

    public static BenchReport Of(
        MachineFacts machine,
        BenchOptions options,
        IReadOnlyDictionary<string, string> settings,
        IEnumerable<MeasurementResult> results
    ) =>
        new()
        {
            Machine = machine,
            Options = options,
            Settings = settings,
            Results = [.. results.Select(ReportLine.Of)],
        };
}

using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Reporting;

/// <summary>One measurement in the report. Figures are null when it was not measured.</summary>
internal sealed record ReportLine
{
    public required string Name { get; init; }
    public required string Subject { get; init; }
    public required string Baseline { get; init; }
    public required string Unit { get; init; }
    public Spread? SubjectFigure { get; init; }
    public Spread? BaselineFigure { get; init; }
    public Spread? Ratio { get; init; }

    /// <summary>How long the subject's answers took, where it was loaded over HTTP.</summary>
    public Latency? SubjectLatency { get; init; }

    /// <summary>How long the baseline's answers took, where it was loaded over HTTP.</summary>
    public Latency? BaselineLatency { get; init; }

    /// <summary>Like <c>≥ 0.5</c>.</summary>
    public required string Goal { get; init; }
    public bool? Met { get; init; }

    /// <summary>Why it was not measured.</summary>
    public string? NotMeasured { get; init; }

    public static ReportLine Of(MeasurementResult result) =>
        new()
        {
            Name = result.Plan.Name,
            Subject = result.Plan.Subject,
            Baseline = result.Plan.Baseline,
            Unit = result.Plan.Unit,
            SubjectFigure = result.Subject,
            BaselineFigure = result.Baseline,
            Ratio = result.Ratio,
            SubjectLatency = result.SubjectLatency,
            BaselineLatency = result.BaselineLatency,
            Goal = result.Plan.Goal.ToString(),
            Met = result.IsMet,
            NotMeasured = result.Reason,
        };
}

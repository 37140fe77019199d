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
            Goal = result.Plan.Goal.ToString(),
            Met = result.IsMet,
            NotMeasured = result.Reason,
        };
}

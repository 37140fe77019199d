using Loyalty.Bench.Loads;

namespace Loyalty.Bench;

/// <summary>What a measurement found.</summary>
internal sealed record MeasurementResult
{
    public required MeasurementPlan Plan { get; init; }

    /// <summary>The subject's figures; null when it was not measured.</summary>
    public Spread? Subject { get; init; }

    /// <summary>The baseline's figures; null when it was not measured.</summary>
    public Spread? Baseline { get; init; }

    /// <summary>The rounds' quotients; null when it was not measured.</summary>
    public Spread? Ratio { get; init; }

    /// <summary>How long the subject's answers took; null where it was not loaded over HTTP.</summary>
    public Latency? SubjectLatency { get; init; }

    /// <summary>How long the baseline's answers took; null where it was not loaded over HTTP.</summary>
    public Latency? BaselineLatency { get; init; }

    /// <summary>Whether the median ratio meets the goal; null when it was not measured.</summary>
    public bool? IsMet => Ratio is { } ratio ? Plan.Goal.IsMetBy(ratio.Median) : null;

    /// <summary>Why it was not measured; null when it was.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it was not measured because something failed.</summary>
    public bool IsBroken { get; init; }

    /// <summary>The result of the figures of each round.</summary>
    public static MeasurementResult Of(
        MeasurementPlan plan,
        IReadOnlyList<double> subjects,
        IReadOnlyList<double> baselines
    ) =>
        new()
        {
            Plan = plan,
            Subject = Spread.Of(subjects),
            Baseline = Spread.Of(baselines),
            Ratio = Spread.Of([.. subjects.Zip(baselines, (subject, baseline) => subject / baseline)]),
        };

    /// <summary>The result when there is nothing to measure with.</summary>
    public static MeasurementResult NotMeasured(MeasurementPlan plan, string reason) =>
        new() { Plan = plan, Reason = reason };

    /// <summary>The result when measuring failed.</summary>
    public static MeasurementResult Broken(MeasurementPlan plan, string fault) =>
        new()
        {
            Plan = plan,
            Reason = fault,
            IsBroken = true,
        };
}

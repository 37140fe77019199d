using Loyalty.Bench.Loads;

namespace Loyalty.Bench;

/// <summary>One figure: a subject and what it is compared with, measured by turns.</summary>
internal interface IMeasurement : IAsyncDisposable
{
    /// <summary>What is measured.</summary>
    MeasurementPlan Plan { get; }

    /// <summary>How long answers took in the last load of either side over HTTP; null where there was none.</summary>
    Latency? Latency => null;

    /// <summary>Sets both sides up and warms them; when it cannot be measured here, a sentence that says why.</summary>
    Task<string?> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Loads the subject once and returns its figure, in the plan's unit.</summary>
    Task<double> MeasureSubjectAsync(CancellationToken cancellationToken);

    /// <summary>Loads the baseline once and returns its figure, in the plan's unit.</summary>
    Task<double> MeasureBaselineAsync(CancellationToken cancellationToken);
}

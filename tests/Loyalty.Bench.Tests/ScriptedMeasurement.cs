using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Tests;

/// <summary>A measurement whose figures are known beforehand and which notes what is asked of it.</summary>
internal sealed class ScriptedMeasurement(double[] subjects, double[] baselines, string? reason = null) : IMeasurement
{
    private readonly Queue<double> subjects = new(subjects);
    private readonly Queue<double> baselines = new(baselines);

    public int Rounds { get; } = subjects.Length;

    public List<string> Calls { get; } = [];

    public MeasurementPlan Plan { get; } = new("scripted", "ours", "theirs", "things/s", Goal.AtLeast(0.5));

    /// <summary>As many milliseconds as the last figure.</summary>
    public Latency? Latency { get; private set; }

    public Task<string?> PrepareAsync(CancellationToken cancellationToken) => Note("prepare", reason);

    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        subjects.TryDequeue(out var figure)
            ? Figure("subject", figure)
            : throw new InvalidOperationException("The subject is gone.");

    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        Figure("baseline", baselines.Dequeue());

    public ValueTask DisposeAsync()
    {
        Calls.Add("dispose");
        return ValueTask.CompletedTask;
    }

    private Task<double> Figure(string call, double figure)
    {
        Latency = new Latency(figure, figure);
        return Note(call, figure);
    }

    private Task<T> Note<T>(string call, T result)
    {
        Calls.Add(call);
        return Task.FromResult(result);
    }
}

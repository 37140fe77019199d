using System.Diagnostics;
using System.Globalization;
using Loyalty.Bench.Loads;

namespace Loyalty.Bench;

/// <summary>
/// Runs measurements one after the other. In each round the subject is measured, then the baseline, and the two are
/// divided: what slows the machine for a while slows both, and the quotient stays.
/// </summary>
internal sealed class BenchRun(int rounds, TextWriter progress)
{
    /// <summary>Prepares, measures and cleans up each.</summary>
    public async Task<IReadOnlyList<MeasurementResult>> RunAsync(
        IReadOnlyList<IMeasurement> measurements,
        CancellationToken cancellationToken
    )
    {
        var results = new List<MeasurementResult>(measurements.Count);
        foreach (var measurement in measurements)
            results.Add(await TryAsync(measurement, cancellationToken));
        return results;
    }

    /// <summary>One that breaks says so in its line, and the others are measured all the same.</summary>
    private async Task<MeasurementResult> TryAsync(IMeasurement measurement, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(measurement, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            await progress.WriteLineAsync($"{measurement.Plan.Name}: {fault}");
            return MeasurementResult.Broken(measurement.Plan, fault.Message);
        }
    }

    private async Task<MeasurementResult> RunAsync(IMeasurement measurement, CancellationToken cancellationToken)
    {
        await using var cleanUp = measurement;
        var plan = measurement.Plan;
        await progress.WriteLineAsync($"{plan.Name}: preparing");
        var preparing = Stopwatch.StartNew();
        if (await measurement.PrepareAsync(cancellationToken) is { } reason)
        {
            await progress.WriteLineAsync($"{plan.Name}: not measured. {reason}");
            return MeasurementResult.NotMeasured(plan, reason);
        }

        await progress.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Name}: prepared in {preparing.Elapsed.TotalMinutes:0.0} min"
            )
        );
        var subjects = new List<double>(rounds);
        var baselines = new List<double>(rounds);
        var subjectLatencies = new List<Latency?>(rounds);
        var baselineLatencies = new List<Latency?>(rounds);
        for (var round = 1; round <= rounds; round++)
        {
            subjects.Add(await measurement.MeasureSubjectAsync(cancellationToken));
            subjectLatencies.Add(measurement.Latency);
            baselines.Add(await measurement.MeasureBaselineAsync(cancellationToken));
            baselineLatencies.Add(measurement.Latency);
            await progress.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{plan.Name}: round {round} of {rounds}: {subjects[^1]:N1} ÷ {baselines[^1]:N1} {plan.Unit}"
                )
            );
        }

        return MeasurementResult.Of(plan, subjects, baselines) with
        {
            SubjectLatency = Latency.MedianOf(subjectLatencies),
            BaselineLatency = Latency.MedianOf(baselineLatencies),
        };
    }
}

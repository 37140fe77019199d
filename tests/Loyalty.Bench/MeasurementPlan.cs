namespace Loyalty.Bench;

/// <summary>What a measurement compares.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Subject">What of ours is measured.</param>
/// <param name="Baseline">What it is divided by.</param>
/// <param name="Unit">The unit of both figures.</param>
/// <param name="Goal">What the quotient should be.</param>
internal sealed record MeasurementPlan(string Name, string Subject, string Baseline, string Unit, Goal Goal);

namespace Loyalty.Bench;

/// <summary>
/// Loads a subject until it no longer gets faster, for code is compiled anew while it runs, on the same cores, and the
/// slower the machine the longer that takes.
/// </summary>
internal static class WarmUp
{
    private const int Most = 10;
    private const double Steady = 1.1;

    /// <summary>Runs the load at least twice, at most ten times, and returns the last rate.</summary>
    public static async Task<double> UntilSteadyAsync(Func<Task<double>> load)
    {
        var best = await load();
        for (var run = 1; run < Most; run++)
        {
            var rate = await load();
            if (rate < best * Steady)
                return rate;
            best = rate;
        }

        return best;
    }
}

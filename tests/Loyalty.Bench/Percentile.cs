namespace Loyalty.Bench;

/// <summary>How long all but the slowest took.</summary>
internal static class Percentile
{
    /// <summary>The smallest of the figures that so many percent of them do not exceed.</summary>
    public static double Of(IEnumerable<double> figures, double percent)
    {
        var sorted = figures.Order().ToArray();
        return sorted.Length == 0
            ? throw new ArgumentException("There are no figures.", nameof(figures))
            : sorted[(int)Math.Ceiling(sorted.Length * percent / 100) - 1];
    }
}

namespace Loyalty.Bench;

/// <summary>The middle of some figures and how far they lie apart.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    /// <summary>The spread of at least one figure. The median of an even number is the mean of the middle two.</summary>
    public static Spread Of(IReadOnlyCollection<double> figures)
    {
        if (figures.Count == 0)
            throw new ArgumentException("There are no figures.", nameof(figures));
        var sorted = figures.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}

namespace Loyalty.Bench.Model;

/// <summary>Times that a model gave, in seconds.</summary>
internal sealed class Times
{
    private readonly List<double> all = [];

    public int Count => all.Count;

    public double Mean => all.Average();

    public void Add(double seconds) => all.Add(seconds);

    /// <summary>What so many of a hundred are at most.</summary>
    public double P(int hundredths) => Percentile.Of(all, hundredths);
}

namespace Loyalty.Bench.Model;

/// <summary>Times that a model gave, in seconds.</summary>
internal sealed class Times
{
    private readonly List<double> all = [];

    public int Count => all.Count;

    public double Mean => all.Average();

    public void Add(double seconds) => all.Add(seconds);

    /// <summary>What so large a share of all is at most.</summary>
    public double Quantile(double share) => all.Order().ElementAt((int)(share * (all.Count - 1)));
}

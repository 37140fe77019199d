namespace Loyalty.Catalog;

/// <summary>The life of awarded points: so many days, or so many calendar months. One of the two is set.</summary>
public sealed record Expiration
{
    public int? Days { get; init; }
    public int? Months { get; init; }

    /// <summary>The last date on which points awarded on <paramref name="awarded"/> can be spent.</summary>
    public DateOnly LastDay(DateOnly awarded) => awarded.AddMonths(Months ?? 0).AddDays(Days ?? 0);
}

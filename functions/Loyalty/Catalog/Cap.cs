namespace Loyalty.Catalog;

/// <summary>Most points one member may earn or redeem by a rule within a period.</summary>
public sealed record Cap
{
    public required Points Points { get; init; }
    public required CapPeriod Period { get; init; }
}

/// <summary>What a cap counts over: one request, or a calendar period in the program's time zone.</summary>
public enum CapPeriod
{
    Request = 0,
    Day = 1,

    /// <summary>Monday to Sunday (ISO 8601).</summary>
    Week = 2,
    Month = 3,
    Year = 4,
    Lifetime = 5,
}

namespace Loyalty.Catalog;

/// <summary>Most points one member may earn or redeem by a rule within a period.</summary>
public sealed record Cap
{
    public required Points Points { get; init; }
    public required CapPeriod Period { get; init; }
}

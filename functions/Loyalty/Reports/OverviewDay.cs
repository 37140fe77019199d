namespace Loyalty.Reports;

/// <summary>A day of the overview; see <see cref="DayTotals"/>.</summary>
public sealed record OverviewDay(
    DateOnly Date,
    Points Earned,
    Points Redeemed,
    Points Expired,
    Points Adjusted,
    Points Reversed,
    long Succeeded,
    long Failed
)
{
    internal static OverviewDay Of(DayTotals day) =>
        new(day.Date, day.Earned, day.Redeemed, day.Expired, day.Adjusted, day.Reversed, day.Succeeded, day.Failed);
}

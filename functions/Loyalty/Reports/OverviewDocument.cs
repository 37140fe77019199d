using System.Text.Json.Serialization;
using Loyalty.Messaging;

namespace Loyalty.Reports;

/// <summary>A program at a glance, as the management API shows it.</summary>
public sealed record OverviewDocument
{
    public required ProgramId ProgramId { get; init; }
    public required string Currency { get; init; }

    /// <summary>Up to when entries are counted.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Whether entries from before that are still to be counted: looking again counts on.</summary>
    public required bool Behind { get; init; }

    /// <summary>The days asked for up to today, oldest first, also those on which nothing happened.</summary>
    public required IReadOnlyList<OverviewDay> Days { get; init; }
    public required OverviewTotals Totals { get; init; }
    public required OverviewOutstanding Outstanding { get; init; }
    public required OverviewExpiring Expiring { get; init; }

    /// <summary>Why requests were refused on these days, the most frequent first.</summary>
    public required IReadOnlyList<OverviewFailure> Failures { get; init; }
    public required OverviewDeliveries Deliveries { get; init; }

    /// <summary>Messages that were put aside.</summary>
    public required int? Parked { get; init; }

    /// <summary>What waits in the queues; null where the host cannot tell.</summary>
    public required IReadOnlyList<QueueLevel>? Queues { get; init; }
}

/// <summary>Sums over all time, as it was done: reversals and adjustments are not taken off.</summary>
public sealed record OverviewTotals(Points Earned, Points Redeemed, Points Expired);

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

/// <summary>How often requests were refused for one reason.</summary>
/// <param name="Code">By the table of refusals.</param>
/// <param name="Count">How often.</param>
public sealed record OverviewFailure(string Code, long Count);

/// <summary>Points whose last day is today or one of the days after it.</summary>
public sealed record OverviewExpiring(
    [property: JsonPropertyName("within30Days")] Points Within30Days,
    [property: JsonPropertyName("within90Days")] Points Within90Days
);

/// <summary>What members can spend today.</summary>
/// <param name="Points">All of it.</param>
/// <param name="Money">What it is worth, to the hundredth.</param>
/// <param name="Currency">ISO 4217 code of that.</param>
public sealed record OverviewOutstanding(Points Points, decimal Money, string Currency);

/// <summary>Callbacks that are not delivered yet; counting stops at <see cref="Overview.MostCounted"/>.</summary>
/// <param name="Pending">Those that will be tried again.</param>
/// <param name="Parked">Those that were given up.</param>
public sealed record OverviewDeliveries(int Pending, int Parked);

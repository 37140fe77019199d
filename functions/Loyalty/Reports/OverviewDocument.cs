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

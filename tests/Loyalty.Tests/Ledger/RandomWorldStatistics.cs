using System.Collections.Concurrent;
using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.Ledger;

/// <summary>Counts what the random worlds came across.</summary>
internal sealed class RandomWorldStatistics
{
    /// <summary>What must be come across.</summary>
    public static IReadOnlyList<string> Edges { get; } =
    [
        "posted Earn",
        "posted Redeem",
        "posted Adjust",
        "posted Expire",
        "posted Reverse",
        "posted Hold",
        "posted Capture",
        "posted Release",
        "expired hold",
        "captured hold reversed",
        "partial",
        "cap changed",
        "budget changed",
        "replayed",
        "interfered",
        "fault before commit",
        "fault after commit",
        "fault at send",
        nameof(Refusal.NotFound),
        nameof(Refusal.RuleNotActive),
        nameof(Refusal.RuleOutsideDates),
        nameof(Refusal.MemberUnknown),
        nameof(Refusal.MemberBlocked),
        nameof(Refusal.InsufficientBalance),
        nameof(Refusal.EarningLimitReached),
        nameof(Refusal.RedemptionLimitReached),
        nameof(Refusal.BudgetLimitReached),
        nameof(Refusal.AlreadyReversed),
        nameof(Refusal.PointsAlreadySpent),
        nameof(Refusal.PointsExpired),
        nameof(Refusal.TooManyHolds),
        nameof(Refusal.HoldNotOpen),
    ];

    public ConcurrentDictionary<string, int> Counts { get; } = [];

    public void Count(string what) => Counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    public void Count(LedgerEntry entry)
    {
        Count(entry.Status == EntryStatus.Success ? $"posted {entry.Kind}" : entry.Code.ToString());
        if (entry is { Kind: EntryKind.Release, ClientId: null })
            Count("expired hold");
        if (
            entry.Status == EntryStatus.Success
            && entry.RuleId is not null
            && entry.Kind is EntryKind.Earn or EntryKind.Redeem or EntryKind.Hold
        )
            if (Math.Abs(entry.Points.Value) < entry.Requested.Value)
                Count("partial");
    }
}

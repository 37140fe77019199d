using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Budgets;

/// <summary>Settings of rule budgets, section <c>Budgets</c>.</summary>
public sealed class BudgetOptions
{
    /// <summary>How often a change of a budget is tried anew after another writer was faster, before the queue
    /// redelivers. Default 20.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 20;

    /// <summary>Longest wait before the second attempt; doubles with each, and the real wait is a random part of it.
    /// Default 5 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a request at the edge of a budget waits for points that others have set aside and may give
    /// back, counted from when points were last set aside; after that they count as spent. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Age from which a reservation is looked at for having been left behind. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan ReturnAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Age from which a reversal that was begun and is not posted is taken to be given up. Default 7
    /// days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan ForgetReversalsAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Age from which points that were set aside for a hold are given back when the hold was not placed and nobody
    /// asks for it again. Must be above <c>Ledger:CommitWithin</c>. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan ForgetHoldsAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Most reservations that one run looks at. Default 10 000.</summary>
    [Range(1, 1_000_000)]
    public int ReturnLimit { get; set; } = 10_000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class BudgetOptionsCheck : IValidateOptions<BudgetOptions>;

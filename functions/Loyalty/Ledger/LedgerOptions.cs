using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Ledger;

/// <summary>Settings of the ledger, section <c>Ledger</c>.</summary>
public sealed class LedgerOptions
{
    /// <summary>How often a commit is tried anew after another writer was faster, before the queue redelivers.
    /// Default 10.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Longest wait before the second attempt; doubles with each, and the real wait is a random part of it.
    /// Default 5 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long after its decision an entry may be committed; one that was held up for longer is decided again.
    /// Must be well below the time that the journal lags in Azure, <c>Cosmos:JournalLag</c>. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan CommitWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a caller who waits for the answer waits, at most, for others in this process to be done with the
    /// account; then it is told to come again. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:02:00")]
    public TimeSpan TurnPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many accounts of one batch of messages are worked on at once. Default 64.</summary>
    [Range(1, 1000)]
    public int ParallelAccounts { get; set; } = 64;

    /// <summary>Most holds that an account has open at once; they stand in the account's document, so each makes every
    /// write of it larger. Default 20.</summary>
    [Range(1, 90)]
    public int MaxOpenHolds { get; set; } = 20;

    /// <summary>Most accounts that one run of the expiry sweep looks at. Default 10 000.</summary>
    [Range(1, 1_000_000)]
    public int SweepLimit { get; set; } = 10_000;

    /// <summary>Most entries that are walked, from the latest back, to prove one. Default 10 000.</summary>
    [Range(1, 1_000_000)]
    public int ProofLength { get; set; } = 10_000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class LedgerOptionsCheck : IValidateOptions<LedgerOptions>;

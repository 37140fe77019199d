using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.GroupRedemptions;

/// <summary>Settings of the redemptions of groups, section <c>GroupRedemptions</c>.</summary>
public sealed class GroupOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "GroupRedemptions";

    /// <summary>How long one may be under way before somebody else looks after it. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ResumeAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long members' points are held if nobody looks after one at all. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:30:00", "30.00:00:00")]
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often shares are chosen when members spend their points meanwhile. Default 5.</summary>
    [Range(1, 100)]
    public int MaxRounds { get; set; } = 5;

    /// <summary>Most attempts to write down how far one has come, when others do so at the same time. Default 10.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Most redemptions that one run of the timer looks after. Default 1 000.</summary>
    [Range(1, 1_000_000)]
    public int ResumeLimit { get; set; } = 1000;

    /// <summary>Most entries of a member that are read to tell which of the points that expire together were awarded first;
    /// those of earlier awards count as the oldest. Default 500.</summary>
    [Range(1, 100_000)]
    public int MostEntries { get; set; } = 500;

    /// <summary>How many of them are read at once. Default 50.</summary>
    [Range(1, 1000)]
    public int EntriesAtOnce { get; set; } = 50;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class GroupOptionsCheck : IValidateOptions<GroupOptions>;

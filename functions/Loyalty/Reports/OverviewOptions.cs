using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Reports;

/// <summary>Settings of the overview, section <c>Overview</c>.</summary>
public sealed class OverviewOptions
{
    /// <summary>Days that are kept, counted back from the latest on which something happened. Default 92.</summary>
    [Range(1, 1000)]
    public int DaysKept { get; set; } = 92;

    /// <summary>Most entries that one look at the overview, or one run of its timer, adds for a program; where there are
    /// more, the answer says that it is behind. Default 20 000.</summary>
    [Range(1, 10_000_000)]
    public int MaxEntries { get; set; } = 20_000;

    /// <summary>For how long one look at the overview begins to add more, so that nobody waits for a store that is slow;
    /// then, too, the answer says that it is behind. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan LookFor { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Most programs in one run of the timer. Default 1000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPrograms { get; set; } = 1000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class OverviewOptionsCheck : IValidateOptions<OverviewOptions>;

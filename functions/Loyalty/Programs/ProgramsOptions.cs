using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs;

/// <summary>Settings of the programs aggregator, section <c>Programs</c>.</summary>
public sealed class ProgramsOptions
{
    /// <summary>How long an issue may be under way before somebody else looks after it. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ResumeAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most issues that one run of their reconciliation looks after. Default 1 000.</summary>
    [Range(1, 1_000_000)]
    public int ResumeLimit { get; set; } = 1000;

    /// <summary>Most attempts to write down how far an issue has come, when others change it at the same time. Default
    /// 10.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Most transactions that one list shows; a longer one is refused, and a shorter interval asked for. Default
    /// 50 000.</summary>
    [Range(1, 1_000_000)]
    public int ListLimit { get; set; } = 50_000;

    /// <summary>Widest interval of a list. Default 31 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "366.00:00:00")]
    public TimeSpan ListInterval { get; set; } = TimeSpan.FromDays(31);
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class ProgramsOptionsCheck : IValidateOptions<ProgramsOptions>;

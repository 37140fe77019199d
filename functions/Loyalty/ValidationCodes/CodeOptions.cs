using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.ValidationCodes;

/// <summary>Settings of one-time codes, section <c>ValidationCodes</c>. What a member can be robbed of by guessing follows from
/// the first three.</summary>
public sealed class CodeOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ValidationCodes";

    /// <summary>Wrong texts after which a code is good for nothing. Default 5.</summary>
    [Range(1, 20)]
    public int MaxTries { get; set; } = 5;

    /// <summary>Most codes that are issued for an account within <see cref="Window"/>. Default 10.</summary>
    [Range(1, 100)]
    public int MaxCodes { get; set; } = 10;

    /// <summary>The time over which they are counted. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Most times that the same code is sent. Default 5.</summary>
    [Range(1, 100)]
    public int MaxTimesSent { get; set; } = 5;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class CodeOptionsCheck : IValidateOptions<CodeOptions>;

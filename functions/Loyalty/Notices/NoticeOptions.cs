using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Notices;

/// <summary>Settings of notices to members, section <c>Notices</c>.</summary>
public sealed class NoticeOptions
{
    /// <summary>The hour of the day, by the program's clock, from which members are told of points that expire.
    /// Default 9.</summary>
    [Range(0, 23)]
    public int FromHour { get; set; } = 9;

    /// <summary>And the hour before which they are. Default 20.</summary>
    [Range(1, 24)]
    public int ToHour { get; set; } = 20;

    /// <summary>Most accounts of one program that one run looks at. Default 10 000.</summary>
    [Range(1, 1_000_000)]
    public int MaxAccounts { get; set; } = 10_000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class NoticeOptionsCheck : IValidateOptions<NoticeOptions>;

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Sessions;

/// <summary>Settings of sign-ins at the console, section <c>Sessions</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Sessions";

    /// <summary>How long a session lives without being used. Default 2 h.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan IdleFor { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How long a session lives however much it is used. Default 12 h, a working day.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Most sessions of one client; one more ends the one that was not used for longest. Default 20.</summary>
    [Range(1, 1_000)]
    public int MaxPerClient { get; set; } = 20;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class SessionOptionsCheck : IValidateOptions<SessionOptions>;

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.RequestLog;

/// <summary>Settings of the request log, section <c>RequestLog</c>.</summary>
public sealed class RequestLogOptions
{
    /// <summary>Days for which requests are kept, where the organisation says nothing else. Default 30.</summary>
    [Range(1, 1000)]
    public int DaysKept { get; set; } = 30;

    /// <summary>How long requests gather before they are stored together; a process that is killed loses so much of the
    /// log, and of nothing else. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan WriteEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most requests that wait to be stored; those beyond are not logged. Default 20 000.</summary>
    [Range(100, 1_000_000)]
    public int MaxWaiting { get; set; } = 20_000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class RequestLogOptionsCheck : IValidateOptions<RequestLogOptions>;

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Network;

/// <summary>Settings of outgoing connections, section <see cref="Section"/>.</summary>
public sealed class NetworkOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Network";

    /// <summary>Most names resolved at once, each on a thread of its own. An organisation gets at most half of them, a
    /// client a third. Default 32.</summary>
    [Range(1, 1024)]
    public int MaxLookups { get; set; } = 32;

    /// <summary>Longest wait for a name's addresses. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LookupTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a name that could not be resolved is not asked for again; shorter than the wait before a
    /// callback's second attempt. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan LookupFailuresFor { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Head start of one of a host's addresses before the next is tried beside it (RFC 8305 §5). Default
    /// 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:02")]
    public TimeSpan AddressHeadStart { get; set; } = TimeSpan.FromMilliseconds(250);
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class NetworkOptionsCheck : IValidateOptions<NetworkOptions>;

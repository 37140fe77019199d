using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Limits;

/// <summary>Settings of what one caller may ask for, on each host, section <c>Limits</c>.</summary>
public sealed class LimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Limits";

    /// <summary>Tokens of a client in a second; 0 = no limit. Default 10.</summary>
    [Range(0, 1_000_000)]
    public int TokensPerSecond { get; set; } = 10;

    /// <summary>Requests of a client to the API for partners in a second; 0 = no limit. Default 1000.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 1000;

    /// <summary>Requests of a client to the management API in a second; 0 = no limit. Default 200.</summary>
    [Range(0, 1_000_000)]
    public int ManagementPerSecond { get; set; } = 200;

    /// <summary>Requests of a client's till in a second, of those that name it; 0 = no limit. Default 20.</summary>
    [Range(0, 1_000_000)]
    public int TillRequestsPerSecond { get; set; } = 20;

    /// <summary>Requests of tills about one customer in a minute, each redemption of a list counting as one; 0 = no limit.
    /// Default 100.</summary>
    [Range(0, 1_000_000)]
    public int CustomerRequestsPerMinute { get; set; } = 100;

    /// <summary>Files, each of any length, that a client downloads at the same time; 0 = no limit. Default 2.</summary>
    [Range(0, 1_000_000)]
    public int FilesAtOnce { get; set; } = 2;

    /// <summary>How much of its share a client may use at once after a pause. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Burst { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Wrong secrets in a minute for one client id from one address; 0 = no limit. Default 10.</summary>
    [Range(0, 1_000_000)]
    public int WrongSecretsPerMinute { get; set; } = 10;

    /// <summary>Wrong secrets in a minute from one address, whatever client ids; 0 = no limit. Default 60.</summary>
    [Range(0, 1_000_000)]
    public int WrongSecretsPerMinuteOfAddress { get; set; } = 60;

    /// <summary>The header whose last value is the caller's address, where a proxy that can be trusted stands before this
    /// host; empty = the address of the connection. Default empty.</summary>
    public string AddressHeader { get; set; } = "";

    /// <summary>Most callers whose use is remembered. Default 100 000.</summary>
    [Range(100, 10_000_000)]
    public int MaxCallers { get; set; } = 100_000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class LimitOptionsCheck : IValidateOptions<LimitOptions>;

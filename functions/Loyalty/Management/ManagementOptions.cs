using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Management;

/// <summary>Settings of the management API, section <c>Management</c>.</summary>
public sealed class ManagementOptions : IValidatableObject
{
    /// <summary>Items on a page of a list when the caller does not say. Default 50.</summary>
    [Range(1, 1000)]
    public int PageSize { get; set; } = 50;

    /// <summary>Most items on a page of a list. Default 200.</summary>
    [Range(1, 1000)]
    public int MaxPageSize { get; set; } = 200;

    /// <summary>Most pages of a store read for one page of a filtered list. Default 10.</summary>
    [Range(1, 1000)]
    public int MaxReadsPerPage { get; set; } = 10;

    /// <summary>Most characters in a name. Default 200.</summary>
    [Range(1, 1000)]
    public int MaxNameLength { get; set; } = 200;

    /// <summary>Most clients that one rule authorises. Default 100.</summary>
    [Range(1, 1000)]
    public int MaxRuleClients { get; set; } = 100;

    /// <summary>Most callback hosts of a client. Default 50.</summary>
    [Range(1, 1000)]
    public int MaxCallbackHosts { get; set; } = 50;

    /// <summary>Most currencies of an organisation. Default 50.</summary>
    [Range(1, 1000)]
    public int MaxCurrencies { get; set; } = 50;

    /// <summary>Most keys of a client, so that one can replace the other without a gap. Default 2.</summary>
    [Range(1, 10)]
    public int MaxClientKeys { get; set; } = 2;

    /// <summary>Most callback secrets of a client that sign at the same time. Default 4.</summary>
    [Range(1, 16)]
    public int MaxLiveCallbackSecrets { get; set; } = 4;

    /// <summary>How long the older secrets of a client still work once it has a new one, and its older callback secrets
    /// still sign. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PageSize > MaxPageSize)
            yield return new ValidationResult("A page cannot be larger than the largest.", [nameof(PageSize)]);
    }
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class ManagementOptionsCheck : IValidateOptions<ManagementOptions>;

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.PointOfSale;

/// <summary>Settings of the point of sale, section <c>PointOfSale</c>.</summary>
public sealed class PointOfSaleOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "PointOfSale";

    /// <summary>Most redemptions in one request. Default 50.</summary>
    [Range(1, 500)]
    public int MaxItems { get; set; } = 50;

    /// <summary>How deep elements may lie in each other in a request in XML. Default 16.</summary>
    [Range(8, 64)]
    public int MaxDepth { get; set; } = 16;

    /// <summary>How far ahead of ours a till's clock may be. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often what tills do is added to the counts of their days. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan CountEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most that may wait for that; what is beyond is not counted. Default 20 000.</summary>
    [Range(100, 1_000_000)]
    public int MostUncounted { get; set; } = 20_000;

    /// <summary>Most groups of a member that are looked through for the one that a till means. Default 200.</summary>
    [Range(1, 1000)]
    public int MostGroups { get; set; } = 200;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class PointOfSaleOptionsCheck : IValidateOptions<PointOfSaleOptions>;

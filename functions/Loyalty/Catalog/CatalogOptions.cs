using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Catalog;

/// <summary>Settings of the catalog cache, section <c>Catalog</c>.</summary>
public sealed class CatalogOptions
{
    /// <summary>How long a document read from the store is used without asking again. A change made elsewhere is in
    /// force after at most this long, so where several instances share a store it is 5 s at most. Default 3 s; the local
    /// host, whose store nobody else can write to, sets a day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Most documents kept in memory. Default 50 000.</summary>
    [Range(1, 10_000_000)]
    public int CacheSize { get; set; } = 50_000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class CatalogOptionsCheck : IValidateOptions<CatalogOptions>;

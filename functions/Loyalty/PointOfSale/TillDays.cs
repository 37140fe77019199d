using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;

namespace Loyalty.PointOfSale;

/// <summary>What a client's tills have done on its latest days.</summary>
public sealed record TillDays : ICatalogDocument<TillDays>
{
    /// <summary>Most days that are kept.</summary>
    public const int MostDays = 31;

    public required OrgId OrgId { get; init; }
    public required ClientId ClientId { get; init; }

    /// <summary>The latest first; days on which nothing was done are left out.</summary>
    public ImmutableArray<TillDay> Days { get; init; } = [];

    /// <inheritdoc/>
    public static string Kind => "till-days";

    /// <inheritdoc/>
    public static JsonTypeInfo<TillDays> Json => TillDaysJson.Default.TillDays;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, ClientId);

    public static CatalogKey KeyOf(OrgId org, ClientId client) => new(org.Value, client.Value);

    /// <summary>With more on some days; what is too old falls out.</summary>
    public TillDays Plus(IEnumerable<TillDay> more) =>
        this with
        {
            Days =
            [
                .. Days.Concat(more)
                    .GroupBy(day => day.Date)
                    .Select(day => day.Aggregate((one, other) => one + other))
                    .OrderByDescending(day => day.Date)
                    .Take(MostDays),
            ],
        };
}

/// <summary>Its JSON form.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(TillDays))]
internal sealed partial class TillDaysJson : JsonSerializerContext;

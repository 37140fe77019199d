using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;

namespace Loyalty.PointsRequests;

/// <summary>How far the claims were looked at; one for all instances.</summary>
/// <param name="Until">Every claim before this instant has its message.</param>
public sealed record ReconciliationMark(DateTimeOffset Until) : ICatalogDocument<ReconciliationMark>
{
    private const string Only = "requests";

    /// <inheritdoc/>
    public static string Kind => "mark";

    /// <inheritdoc/>
    public static JsonTypeInfo<ReconciliationMark> Json => PointsJson.Default.ReconciliationMark;

    /// <summary>Where the only one lies.</summary>
    public static CatalogKey TheKey => new(Only, Only);

    /// <inheritdoc/>
    public CatalogKey Key => TheKey;
}

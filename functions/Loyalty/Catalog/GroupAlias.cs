using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>
/// Leads from an organisation's own name for a group to the group, so that no two have the same. Counts only while the
/// group has that name.
/// </summary>
public sealed record GroupAlias : ICatalogDocument<GroupAlias>
{
    public required OrgId OrgId { get; init; }
    public required string ExternalId { get; init; }
    public required string GroupId { get; init; }

    /// <inheritdoc/>
    public static string Kind => "group-alias";

    /// <inheritdoc/>
    public static JsonTypeInfo<GroupAlias> Json => CatalogJson.Default.GroupAlias;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, ExternalId);

    public static CatalogKey KeyOf(OrgId org, string externalId) => new(org.Value, externalId);
}

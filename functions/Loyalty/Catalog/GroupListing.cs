using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>
/// That a member may be in a group, so that the groups of a member are found without reading all. Written before the
/// group and removed after it: only what the group itself says counts.
/// </summary>
public sealed record GroupListing : ICatalogDocument<GroupListing>
{
    public required OrgId OrgId { get; init; }
    public required MemberId MemberId { get; init; }
    public required string GroupId { get; init; }

    /// <summary>When the member joined; null = before that was written down.</summary>
    public DateTimeOffset? JoinedAt { get; init; }

    /// <inheritdoc/>
    public static string Kind => "group-listing";

    /// <inheritdoc/>
    public static JsonTypeInfo<GroupListing> Json => CatalogJson.Default.GroupListing;

    /// <inheritdoc/>
    public CatalogKey Key => new(ScopeOf(OrgId, MemberId), GroupId);

    /// <summary>The listings of one member.</summary>
    public static string ScopeOf(OrgId org, MemberId member) => new MemberKey(org, member).ToString();
}

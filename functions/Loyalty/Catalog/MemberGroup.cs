using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>Members who may spend their points together, a family for instance.</summary>
public sealed record MemberGroup : ICatalogDocument<MemberGroup>
{
    public required OrgId OrgId { get; init; }
    public required string GroupId { get; init; }

    /// <summary>The organisation's own name for the group; null = it has none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The name that the group gets as soon as nobody else can: its making has not come to its end. Null =
    /// it has.</summary>
    public string? ClaimedExternalId { get; init; }

    /// <summary>The member who stands for the group; one of <see cref="Members"/>.</summary>
    public required MemberId PrimaryUserId { get; init; }
    public required IReadOnlyList<MemberId> Members { get; init; }

    /// <inheritdoc/>
    public static string Kind => "group";

    /// <inheritdoc/>
    public static JsonTypeInfo<MemberGroup> Json => CatalogJson.Default.MemberGroup;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, GroupId);

    public static CatalogKey KeyOf(OrgId org, string groupId) => new(org.Value, groupId);
}

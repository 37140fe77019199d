using System.Text.Json.Serialization;
using Loyalty.Catalog;

namespace Loyalty.Management.Groups;

/// <summary>A group of members as callers of the management API see it.</summary>
public sealed record GroupDocument
{
    public required string GroupId { get; init; }
    public string? ExternalId { get; init; }
    public required MemberId PrimaryUserId { get; init; }
    public required IReadOnlyList<MemberId> Members { get; init; }

    /// <summary>In lists alone: the tag to change it with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Etag { get; init; }

    internal static GroupDocument Of(MemberGroup group, string? etag = null) =>
        new()
        {
            GroupId = group.GroupId,
            ExternalId = group.ExternalId,
            PrimaryUserId = group.PrimaryUserId,
            Members = group.Members,
            Etag = etag,
        };
}

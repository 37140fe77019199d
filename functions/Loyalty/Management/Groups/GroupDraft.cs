using Loyalty.Catalog;
using Loyalty.Json;

namespace Loyalty.Management.Groups;

/// <summary>What callers say about a group.</summary>
public sealed record GroupDraft
{
    /// <summary>Most members of a group.</summary>
    public const int MostMembers = 50;

    public string? ExternalId { get; init; }
    public required MemberId PrimaryUserId { get; init; }
    public required IReadOnlyList<MemberId> Members { get; init; }

    /// <summary>Reads <c>{externalId, primaryUserId, members}</c>; what is wrong is in the fields' errors.</summary>
    public static GroupDraft Read(JsonFields fields)
    {
        var group = new GroupDraft
        {
            ExternalId = fields.Line("externalId", required: false, TextId.MaxLength),
            PrimaryUserId = fields.Id<MemberId>("primaryUserId"),
            Members = fields.List(
                "members",
                required: true,
                least: 1,
                MostMembers,
                static (items, name) => items.Id<MemberId>(name)
            ),
        };
        for (var i = 0; i < group.Members.Count; i++)
            if (group.Members[i] != default && group.Members.Take(i).Contains(group.Members[i]))
                fields.Fail($"members[{i}]", "duplicate", "Must not be repeated.");
        if (group.Members.Count > 0 && group.PrimaryUserId != default && !group.Members.Contains(group.PrimaryUserId))
            fields.Fail("primaryUserId", "not_allowed", "Must be one of the members.");
        return group;
    }

    /// <summary>A group that is as these fields say.</summary>
    public MemberGroup ApplyTo(MemberGroup group) =>
        group with
        {
            ExternalId = ExternalId,
            ClaimedExternalId = null,
            PrimaryUserId = PrimaryUserId,
            Members = Members,
        };
}

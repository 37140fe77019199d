using Loyalty.Catalog;

namespace Loyalty.Management.Groups;

/// <summary>What leads to a group.</summary>
internal static class GroupNames
{
    /// <summary>Its own name, if it has one.</summary>
    public static IReadOnlyList<GroupAlias> Of(MemberGroup group) =>
        group.ExternalId is { } name
            ?
            [
                new GroupAlias
                {
                    OrgId = group.OrgId,
                    ExternalId = name,
                    GroupId = group.GroupId,
                },
            ]
            : [];

    /// <summary>What leads from its members to it.</summary>
    public static IEnumerable<GroupListing> ListingsOf(MemberGroup group) =>
        group.Members.Select(member => new GroupListing
        {
            OrgId = group.OrgId,
            MemberId = member,
            GroupId = group.GroupId,
        });
}

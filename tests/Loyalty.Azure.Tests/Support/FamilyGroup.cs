using Loyalty.Catalog;
using Loyalty.Contracts.Support;

namespace Loyalty.Azure.Tests.Support;

/// <summary>Four members who redeem together, and their organisation.</summary>
internal static class FamilyGroup
{
    public const string Id = "family";

    /// <summary>The first of them is who the group is for.</summary>
    public static string[] Members { get; } = ["ann", "bob", "cid", "dee"];

    /// <summary>Creates all of it.</summary>
    public static async Task CreateAsync(CachedCatalog catalog)
    {
        var first = Shop.Key(Members[0]);
        await catalog.CreateAsync(
            new Organisation
            {
                OrgId = first.OrgId,
                Name = "Acme",
                DefaultProgramId = first.ProgramId,
            },
            default
        );
        foreach (var member in Members)
            await catalog.CreateAsync(
                new Member
                {
                    OrgId = first.OrgId,
                    MemberId = Shop.Key(member).MemberId,
                    Mobile = "+4915112345678",
                },
                default
            );
        await catalog.CreateAsync(
            new MemberGroup
            {
                OrgId = first.OrgId,
                GroupId = Id,
                PrimaryUserId = first.MemberId,
                Members = [.. Members.Select(member => Shop.Key(member).MemberId)],
            },
            default
        );
    }
}

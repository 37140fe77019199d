using Loyalty.Catalog;

namespace Loyalty.Bench.Loads;

/// <summary>Registers members to load.</summary>
internal static class Members
{
    /// <summary>Creates <c>{prefix}0</c>, <c>{prefix}1</c>, …, each with a mobile number.</summary>
    public static Task CreateAsync(
        CachedCatalog catalog,
        OrgId org,
        string prefix,
        int count,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 256, CancellationToken = cancellationToken },
            async (number, cancel) =>
                await catalog.CreateAsync(
                    new Member
                    {
                        OrgId = org,
                        MemberId = TextId.From<MemberId>($"{prefix}{number}"),
                        Mobile = $"+49151{number:D8}",
                    },
                    cancel
                )
        );

    /// <summary>Creates the groups <c>{prefix}0</c>, <c>{prefix}1</c>, …</summary>
    public static async Task GroupAsync(
        CachedCatalog catalog,
        OrgId org,
        string prefix,
        IEnumerable<MemberId[]> groups,
        CancellationToken cancellationToken
    )
    {
        foreach (var (number, members) in groups.Index())
            await catalog.CreateAsync(
                new MemberGroup
                {
                    OrgId = org,
                    GroupId = $"{prefix}{number}",
                    PrimaryUserId = members[0],
                    Members = members,
                },
                cancellationToken
            );
    }
}

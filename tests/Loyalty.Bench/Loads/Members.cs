using Loyalty.Catalog;

namespace Loyalty.Bench.Loads;

/// <summary>Registers members to load.</summary>
internal static class Members
{
    /// <summary>Many at once, for they share commits.</summary>
    private const int AtOnce = 1024;

    /// <summary>Creates <c>{prefix}0</c>, <c>{prefix}1</c>, …</summary>
    /// <param name="catalog">Where.</param>
    /// <param name="org">Whose.</param>
    /// <param name="prefix">What their ids begin with.</param>
    /// <param name="count">How many.</param>
    /// <param name="withMobile">Whether each has a mobile number, which makes it longer to create.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task CreateAsync(
        CachedCatalog catalog,
        OrgId org,
        string prefix,
        int count,
        bool withMobile,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (number, cancel) =>
                await catalog.CreateAsync(
                    new Member
                    {
                        OrgId = org,
                        MemberId = TextId.From<MemberId>($"{prefix}{number}"),
                        Mobile = withMobile ? $"+49151{number:D8}" : null,
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

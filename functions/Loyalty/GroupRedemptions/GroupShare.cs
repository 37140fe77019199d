using System.Collections.Immutable;
using Loyalty.Ledger.Rules;

namespace Loyalty.GroupRedemptions;

/// <summary>What one member gives to the redemption of a group.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Points">How many points, at least one.</param>
public sealed record GroupShare(MemberId UserId, Points Points)
{
    /// <summary>
    /// Chooses whose points are spent: those that expire first over all members, and of those that expire on the same day
    /// the ones of the lower member id. Buckets do not tell which of a day's points were awarded first. Pure: no clock, no
    /// input or output.
    /// </summary>
    /// <param name="points">How many are asked for.</param>
    /// <param name="accounts">The members' accounts in one program, without what has expired.</param>
    /// <returns>In the order of the members' ids, and together what is asked for; null = they do not have so many.</returns>
    public static ImmutableArray<GroupShare>? Choose(Points points, IEnumerable<Account> accounts)
    {
        var missing = points;
        var taken = new SortedDictionary<string, GroupShare>(StringComparer.Ordinal);
        var there =
            from account in accounts
            from bucket in account.Buckets
            where bucket.Points > Points.Zero
            select (account.MemberId, bucket.ExpiresOn, bucket.Points);
        foreach (
            var (member, _, most) in there
                .OrderBy(one => one.ExpiresOn ?? DateOnly.MaxValue)
                .ThenBy(one => one.MemberId.Value, StringComparer.Ordinal)
        )
        {
            if (missing == Points.Zero)
                break;
            var part = Points.Min(most, missing);
            var before = taken.GetValueOrDefault(member.Value)?.Points ?? Points.Zero;
            taken[member.Value] = new GroupShare(member, before + part);
            missing -= part;
        }

        return missing == Points.Zero ? [.. taken.Values] : null;
    }
}

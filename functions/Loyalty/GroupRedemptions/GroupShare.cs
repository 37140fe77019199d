using System.Collections.Immutable;

namespace Loyalty.GroupRedemptions;

/// <summary>What one member gives to the redemption of a group.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Points">How many points, at least one.</param>
public sealed record GroupShare(MemberId UserId, Points Points)
{
    /// <summary>Chooses whose points are spent: those that expire first over all members, of these the ones that were awarded
    /// first, and of these the ones of the lower member id. Pure: no clock, no input or output.</summary>
    /// <param name="points">How many are asked for.</param>
    /// <param name="lots">What the members have, in any order.</param>
    /// <returns>In the order of the members' ids, and together what is asked for; null = they do not have so many.</returns>
    public static ImmutableArray<GroupShare>? Choose(Points points, IEnumerable<PointLot> lots)
    {
        var missing = points;
        var taken = new SortedDictionary<string, GroupShare>(StringComparer.Ordinal);
        foreach (var lot in lots.Order(PointLot.ByUse))
        {
            if (missing == Points.Zero)
                break;
            var part = Points.Min(lot.Points, missing);
            var before = taken.GetValueOrDefault(lot.UserId.Value)?.Points ?? Points.Zero;
            taken[lot.UserId.Value] = new GroupShare(lot.UserId, before + part);
            missing -= part;
        }

        return missing == Points.Zero ? [.. taken.Values] : null;
    }
}

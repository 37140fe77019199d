using Loyalty.Ledger.Rules;

namespace Loyalty.GroupRedemptions;

/// <summary>Points of a member that expire together and were awarded together.</summary>
/// <param name="UserId">The member.</param>
/// <param name="ExpiresOn">The last date on which they can be spent; null = never expire.</param>
/// <param name="AwardedAt">When; the earliest instant where nobody asks, or nobody can tell.</param>
/// <param name="Points">How many, at least one.</param>
public sealed record PointLot(MemberId UserId, DateOnly? ExpiresOn, DateTimeOffset AwardedAt, Points Points)
{
    /// <summary>The order in which points of a group are spent.</summary>
    internal static Comparer<PointLot> ByUse { get; } =
        Comparer<PointLot>.Create(
            (one, other) =>
                Last(one.ExpiresOn).CompareTo(Last(other.ExpiresOn)) is var date and not 0 ? date
                : one.AwardedAt.CompareTo(other.AwardedAt) is var award and not 0 ? award
                : string.CompareOrdinal(one.UserId.Value, other.UserId.Value)
        );

    /// <summary>What an account has, as far as it knows itself: points that expire together as if they were awarded
    /// together.</summary>
    public static IEnumerable<PointLot> Of(Account account) =>
        from bucket in account.Buckets
        where bucket.Points > Points.Zero
        select new PointLot(account.MemberId, bucket.ExpiresOn, DateTimeOffset.MinValue, bucket.Points);

    /// <summary>
    /// The lots of which only some are taken although they expire together, so that their awards decide: those of the last
    /// date, where several members have points of it and not all of these are needed.
    /// </summary>
    /// <param name="points">How many points are asked for.</param>
    /// <param name="lots">What the members have, in any order.</param>
    public static IReadOnlyList<PointLot> Contested(Points points, IEnumerable<PointLot> lots)
    {
        foreach (var date in lots.GroupBy(lot => lot.ExpiresOn).OrderBy(date => Last(date.Key)))
        {
            var there = date.Aggregate(Points.Zero, (sum, lot) => sum + lot.Points);
            if (points < there)
                return points > Points.Zero && date.Skip(1).Any() ? [.. date] : [];
            points -= there;
        }

        return [];
    }

    /// <summary>
    /// Tells when the points were awarded, by the account's entries. Of points that expire together the ones that were
    /// awarded first are spent first, and come back last: so those that are left are of the latest awards.
    /// </summary>
    /// <param name="entries">The account's entries, the newest first; read as far as necessary.</param>
    public async IAsyncEnumerable<PointLot> SplitAsync(IAsyncEnumerable<LedgerEntry> entries)
    {
        var left = Points;
        var takenBack = new Dictionary<EntryId, Points>();
        await foreach (var entry in entries)
        {
            var change = entry
                .Buckets.Where(bucket => bucket.ExpiresOn == ExpiresOn)
                .Aggregate(Points.Zero, (sum, bucket) => sum + bucket.Points);
            if (entry is { Kind: EntryKind.Reverse, Reverses: { } original } && change < Points.Zero)
                takenBack[original] = takenBack.GetValueOrDefault(original) - change;
            if (entry.Kind is not (EntryKind.Earn or EntryKind.Issue or EntryKind.Adjust))
                continue;
            var part = Points.Min(change - takenBack.GetValueOrDefault(entry.Id), left);
            if (part <= Points.Zero)
                continue;
            yield return this with
            {
                AwardedAt = entry.At,
                Points = part,
            };
            left -= part;
            if (left == Points.Zero)
                yield break;
        }

        // They came back with a later date than they had, or their award lies too far back.
        yield return this with
        {
            Points = left,
        };
    }

    private static DateOnly Last(DateOnly? date) => date ?? DateOnly.MaxValue;
}

using System.Collections.Immutable;

namespace Loyalty.Ledger.Rules;

/// <summary>Arithmetic on an account's buckets. Every result is in order, merged and without empty buckets.</summary>
internal static class Buckets
{
    /// <summary>The last day of points that never expire, for ordering only.</summary>
    private static readonly DateOnly Never = DateOnly.MaxValue;

    /// <summary>What all of them hold.</summary>
    public static Points Sum(ImmutableArray<Bucket> buckets)
    {
        var sum = Points.Zero;
        foreach (var bucket in buckets)
            sum += bucket.Points;
        return sum;
    }

    /// <summary>Adds a signed change to the bucket of its date.</summary>
    public static ImmutableArray<Bucket> Apply(ImmutableArray<Bucket> buckets, Bucket change)
    {
        for (var i = 0; i < buckets.Length; i++)
        {
            if (buckets[i].ExpiresOn == change.ExpiresOn)
            {
                var points = buckets[i].Points + change.Points;
                return points == Points.Zero
                    ? buckets.RemoveAt(i)
                    : buckets.SetItem(i, buckets[i] with { Points = points });
            }

            if ((buckets[i].ExpiresOn ?? Never) > (change.ExpiresOn ?? Never))
                return change.Points == Points.Zero ? buckets : buckets.Insert(i, change);
        }

        return change.Points == Points.Zero ? buckets : buckets.Add(change);
    }

    /// <summary>Adds signed changes, in order.</summary>
    public static ImmutableArray<Bucket> Apply(ImmutableArray<Bucket> buckets, ImmutableArray<Bucket> changes)
    {
        foreach (var change in changes)
            buckets = Apply(buckets, change);
        return buckets;
    }

    /// <summary>
    /// The changes that take points, earliest expiry first. Where there are too few, the rest is taken from the
    /// never-expiring bucket, which may so become a debt: the caller decides beforehand whether that may be.
    /// </summary>
    public static ImmutableArray<Bucket> Take(ImmutableArray<Bucket> buckets, Points points)
    {
        var changes = ImmutableArray.CreateBuilder<Bucket>();
        foreach (var bucket in buckets)
        {
            if (points == Points.Zero)
                break;
            var taken = Points.Min(Points.Max(bucket.Points, Points.Zero), points);
            if (taken == Points.Zero)
                continue;
            changes.Add(bucket with { Points = -taken });
            points -= taken;
        }

        if (points > Points.Zero)
            changes.Add(new Bucket(null, -points));
        return changes.ToImmutable();
    }

    /// <summary>The changes that add points with a last day, a debt being paid first.</summary>
    public static ImmutableArray<Bucket> Give(ImmutableArray<Bucket> buckets, Points points, DateOnly? lastDay)
    {
        var debt = buckets is [{ Points.Value: < 0 } only] ? -only.Points : Points.Zero;
        var paid = Points.Min(debt, points);
        if (paid == Points.Zero)
            return [new Bucket(lastDay, points)];
        return paid == points ? [new Bucket(null, paid)] : [new Bucket(null, paid), new Bucket(lastDay, points - paid)];
    }
}

using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.Ledger;

/// <content>Where points come from and go to.</content>
internal sealed partial class Invariants
{
    private void TakeAward(LedgerEntry entry)
    {
        var points = entry.Points.Value;
        lifetime.Earned += points;
        Require(5, Day(entry.At) <= Last(entry.At), "an award is not born expired");
        var debt = Math.Min(points, -Math.Min(0, buckets.GetValueOrDefault(DateOnly.MaxValue)));
        Add(DateOnly.MaxValue, debt);
        Add(Last(entry.At), points - debt);
    }

    private void TakeSpending(LedgerEntry entry, long points)
    {
        var expected = new List<(DateOnly, long)>();
        foreach (var (day, left) in buckets.ToList())
        {
            Require(1, left <= 0 || day >= Day(entry.At), "nothing that has expired is there to be spent");
            var taken = Math.Min(left, points);
            if (taken <= 0)
                continue;
            expected.Add((day, -taken));
            Add(day, -taken);
            points -= taken;
        }

        Require(5, expected.SequenceEqual(Changes(entry)), "what expires first is spent first");
    }

    private void TakeExpiry(LedgerEntry entry)
    {
        var due = buckets.Where(bucket => bucket.Key < Day(entry.At) && bucket.Value != 0).ToList();
        Require(1, due.Count > 0, "something had expired");
        Require(
            1,
            due.Select(bucket => (bucket.Key, -bucket.Value)).SequenceEqual(Changes(entry)),
            "just that is taken"
        );
        foreach (var bucket in due)
            buckets.Remove(bucket.Key);
    }

    private void TakeReversal(LedgerEntry entry)
    {
        var original = posted[entry.Reverses!.Value];
        var before = reversed.GetValueOrDefault(original.Id);
        reversed[original.Id] = before + entry.Requested.Value;
        Require(5, reversed[original.Id] <= Math.Abs(original.Points.Value), "no more is reversed than was done");
        if (original.Points.Value > 0)
        {
            Require(5, -entry.Points.Value == entry.Requested.Value, "all of it is taken back");
            foreach (var part in Part(original, before, entry.Requested.Value))
            {
                var own = Math.Min(part.Points, Math.Max(0, buckets.GetValueOrDefault(part.Day)));
                var taken = -Changes(entry).Where(change => change.Item1 == part.Day).Sum(change => change.Item2);
                Require(5, taken >= own, "an award is taken back from its own bucket first");
            }

            lifetime.Earned -= entry.Requested.Value;
        }
        else
        {
            lifetime.Redeemed -= entry.Requested.Value;
            RequireBack(entry, Part(original, before, entry.Requested.Value), Day(entry.At));
        }

        foreach (var (day, points) in Changes(entry))
            Add(day, points);
        if (original.RuleId is { } rule)
            Use(rule, original.At, -entry.Requested.Value);
    }

    private void TakeEnd(LedgerEntry entry)
    {
        var hold = held.Find(hold => hold.Id == entry.Reverses);
        Require(2, hold is not null, "a hold ends once");
        held.Remove(hold!);
        var (size, back) = (-hold!.Points.Value, entry.Requested.Value);
        Require(
            5,
            entry.Kind == EntryKind.Capture ? back >= 0 && back < size : back == size,
            "all of it has its place"
        );
        var isLate = entry.At >= hold.HeldUntil;
        Require(
            5,
            isLate ? entry is { Kind: EntryKind.Release, ClientId: null } : entry.ClientId is not null,
            "in time"
        );
        lifetime.Redeemed += size - back;
        reversed[hold.Id] = back;
        RequireBack(entry, Part(hold, 0, back), Day(isLate ? hold.HeldUntil!.Value : entry.At));
        foreach (var (day, points) in Changes(entry))
            Add(day, points);
        if (hold.RuleId is { } rule)
            Use(rule, hold.At, -back);
    }

    /// <summary>What was spent goes back into its buckets, but for what had expired by a day.</summary>
    private void RequireBack(LedgerEntry entry, List<(DateOnly Day, long Points)> back, DateOnly today)
    {
        var grace = program.Reversal.GraceDays == 0 ? (DateOnly?)null : today.AddDays(program.Reversal.GraceDays);
        var expected = back.Where(part => part.Day >= today || grace is not null).Sum(part => part.Points);
        Require(5, entry.Points.Value == expected, "all that has not expired comes back, or all with a grace");
        if (Balance >= 0)
            foreach (var part in back.Where(part => part.Day >= today && part.Day != grace))
                Require(
                    5,
                    Changes(entry).Where(change => change.Item1 == part.Day).Sum(change => change.Item2) == part.Points,
                    "points go back to the bucket they came from"
                );
    }

    /// <summary>The days and amounts of an entry's points, the latest first, without the first <paramref name="skip"/>.</summary>
    private static List<(DateOnly Day, long Points)> Part(LedgerEntry original, long skip, long points)
    {
        var singles = new List<(DateOnly Day, long Points)>();
        foreach (var bucket in original.Buckets.Reverse())
        {
            var size = Math.Abs(bucket.Points.Value);
            var skipped = Math.Min(size, skip);
            skip -= skipped;
            var taken = Math.Min(size - skipped, points);
            points -= taken;
            if (taken > 0)
                singles.Add((bucket.ExpiresOn ?? DateOnly.MaxValue, taken));
        }

        return singles;
    }

    private static IEnumerable<(DateOnly, long)> Changes(LedgerEntry entry) =>
        entry.Buckets.Select(bucket => (bucket.ExpiresOn ?? DateOnly.MaxValue, bucket.Points.Value));

    private void Add(DateOnly day, long points)
    {
        buckets[day] = buckets.GetValueOrDefault(day) + points;
        if (buckets[day] == 0)
            buckets.Remove(day);
    }
}

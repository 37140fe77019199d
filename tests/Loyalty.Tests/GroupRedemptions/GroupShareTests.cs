using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.GroupRedemptions;

public sealed class GroupShareTests
{
    /// <summary>Members with what they have by day of expiry, 0 = never; and what a number of points takes from whom.</summary>
    [Theory]
    [InlineData("ann 3:10 | bob 5:10", 10, "ann 10")]
    [InlineData("ann 5:10 | bob 3:10", 10, "bob 10")]
    [InlineData("ann 5:10 | bob 3:10", 12, "ann 2, bob 10")]
    [InlineData("ann 3:4 5:4 | bob 4:4 6:4", 13, "ann 8, bob 5")]
    [InlineData("bob 3:10 | ann 3:10", 10, "ann 10")]
    [InlineData("bob 3:10 | ann 3:10", 11, "ann 10, bob 1")]
    [InlineData("ann 0:10 | bob 9:10", 10, "bob 10")]
    [InlineData("ann 0:10 | bob 0:10", 15, "ann 10, bob 5")]
    [InlineData("ann 0:10 | bob 0:10", 20, "ann 10, bob 10")]
    [InlineData("ann 0:10 | bob 0:10", 21, null)]
    [InlineData("ann 0:-5 | bob 3:10", 10, "bob 10")]
    [InlineData("ann 0:-5 | bob 3:10", 11, null)]
    [InlineData("Zoe 3:10 | ann 3:10", 1, "Zoe 1")]
    [InlineData("ann | bob", 1, null)]
    public void The_points_that_expire_first_are_taken_whosever_they_are(string members, long points, string? expected)
    {
        var shares = GroupShare.Choose(
            new Points(points),
            members.Split(" | ").Select(AccountOf).SelectMany(PointLot.Of)
        );

        Assert.Equal(
            expected,
            shares is { } taken ? string.Join(", ", taken.Select(one => $"{one.UserId} {one.Points}")) : null
        );
    }

    /// <summary>Of points that expire on the same date those that were awarded first are taken, whosever they are.</summary>
    [Theory]
    [InlineData(10, "ann 10")]
    [InlineData(15, "ann 10, bob 5")]
    [InlineData(25, "ann 15, bob 10")]
    [InlineData(30, "ann 20, bob 10")]
    public void Of_one_date_the_earlier_award_is_taken_first(long points, string expected)
    {
        var shares = GroupShare.Choose(
            new Points(points),
            [Lot("bob", 2), Lot("cid", 4), Lot("ann", 3), Lot("ann", 1)]
        );

        Assert.Equal(expected, string.Join(", ", shares!.Value.Select(one => $"{one.UserId} {one.Points}")));
    }

    /// <summary>Which points are contested: several members have points of the last date, and not all are needed.</summary>
    [Theory]
    [InlineData("ann 3:10 | bob 5:10", 5, "")]
    [InlineData("ann 3:10 | bob 3:10", 20, "")]
    [InlineData("ann 3:10 | bob 3:10", 19, "ann 10, bob 10")]
    [InlineData("ann 3:10 | bob 3:10", 21, "")]
    [InlineData("ann 3:10 5:1 | bob 3:10 5:2", 20, "")]
    [InlineData("ann 3:10 5:1 | bob 3:10 5:2", 21, "ann 1, bob 2")]
    [InlineData("ann 3:10 0:1 | bob 3:10 0:2", 22, "ann 1, bob 2")]
    public void Awards_decide_where_some_of_the_points_of_a_date_are_taken(string members, long points, string expected)
    {
        var lots = members.Split(" | ").Select(AccountOf).SelectMany(PointLot.Of);

        Assert.Equal(
            expected,
            string.Join(", ", PointLot.Contested(new Points(points), lots).Select(one => $"{one.UserId} {one.Points}"))
        );
    }

    [Fact]
    public void Whatever_the_members_have_nothing_is_left_that_expires_before_what_is_taken()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var accounts = Enumerable
                .Range(0, random.Next(1, 6))
                .Select(n => AccountOf($"m{n} {string.Join(' ', RandomBuckets(random))}".TrimEnd()))
                .ToList();
            var all = accounts.Sum(account => account.Balance.Value);
            var asked = random.NextInt64(1, all + 10);

            var shares = GroupShare.Choose(
                new Points(asked),
                accounts.OrderBy(_ => random.Next()).SelectMany(PointLot.Of)
            );

            Assert.True(shares is null == asked > all, $"Seed {seed}");
            if (shares is not { } taken)
                continue;
            Assert.Equal(asked, taken.Sum(share => share.Points.Value));
            Assert.All(taken, share => Assert.True(share.Points > Points.Zero, $"Seed {seed}"));
            // One point after the other, each time the first by date and member, takes the same.
            var expected = accounts
                .SelectMany(account => account.Buckets.Select(bucket => (account.MemberId, bucket)))
                .SelectMany(one => Enumerable.Repeat(one, (int)one.bucket.Points.Value))
                .OrderBy(one => one.bucket.ExpiresOn ?? DateOnly.MaxValue)
                .ThenBy(one => one.MemberId.Value, StringComparer.Ordinal)
                .Take((int)asked)
                .CountBy(one => one.MemberId)
                .OrderBy(one => one.Key.Value, StringComparer.Ordinal);
            Assert.Equal(
                expected.Select(one => $"{one.Key} {one.Value}"),
                taken.Select(share => $"{share.UserId} {share.Points}")
            );
        }
    }

    private static IEnumerable<string> RandomBuckets(Random random)
    {
        for (var day = 1; day <= 6; day++)
            if (random.Next(2) == 0)
                yield return $"{day}:{random.Next(1, 20)}";
        if (random.Next(2) == 0)
            yield return $"0:{random.Next(1, 20)}";
    }

    private static PointLot Lot(string member, int hour) =>
        new(TextId.From<MemberId>(member), null, DateTimeOffset.UnixEpoch.AddHours(hour), new Points(10));

    private static Account AccountOf(string text)
    {
        var words = text.Split(' ');
        var buckets = words[1..]
            .Select(word => word.Split(':'))
            .Select(pair => new Bucket(
                pair[0] == "0" ? null : new DateOnly(2026, 12, int.Parse(pair[0])),
                new Points(long.Parse(pair[1]))
            ))
            .ToList();
        var key = new AccountKey(
            TextId.From<OrgId>("org-1"),
            TextId.From<MemberId>(words[0]),
            TextId.From<ProgramId>("main")
        );
        return Account.Empty(key) with
        {
            Balance = new Points(buckets.Sum(bucket => bucket.Points.Value)),
            Buckets = [.. buckets],
        };
    }
}

using Loyalty.Callbacks;

namespace Loyalty.Tests.Callbacks;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Theory]
    [InlineData(1, "00:00:05")]
    [InlineData(2, "00:05:00")]
    [InlineData(3, "00:30:00")]
    [InlineData(4, "02:00:00")]
    [InlineData(5, "05:00:00")]
    [InlineData(6, "10:00:00")]
    [InlineData(7, "14:00:00")]
    [InlineData(8, "20:00:00")]
    [InlineData(9, "1.00:00:00")]
    public void Each_failed_attempt_is_followed_after_its_delay_give_or_take_a_fifth(int attempt, string delay)
    {
        var expected = TimeSpan.Parse(delay);
        Assert.Equal(expected * 0.8, After(attempt, random: 0));
        Assert.Equal(expected, After(attempt, random: 0.5));
        Assert.Equal(expected * 1.2, After(attempt, random: 1));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(int.MaxValue)]
    public void Nothing_follows_the_last_attempt_even_if_the_receiver_asks_for_it(int attempt)
    {
        Assert.Null(After(attempt, 0.5));
        Assert.Null(After(attempt, 0.5, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(2, "00:00:01", "00:05:00")] // Never earlier than planned.
    [InlineData(2, "00:06:00", "00:06:00")]
    [InlineData(1, "1.00:00:00", "1.00:00:00")]
    [InlineData(1, "30.00:00:00", "1.00:00:00")] // Never later than the bound,
    [InlineData(9, "30.00:00:00", "1.00:00:00")] // which does not shorten the plan.
    public void A_receiver_can_only_ask_for_a_longer_wait(int attempt, string asked, string expected) =>
        Assert.Equal(TimeSpan.Parse(expected), After(attempt, 0.5, TimeSpan.Parse(asked)));

    [Fact]
    public void A_bound_below_the_plan_does_not_bring_the_next_attempt_forward() =>
        Assert.Equal(
            TimeSpan.FromHours(2),
            RetrySchedule.DelayAfter(RetrySchedule.Default, 4, 0, 0.5, Day, TimeSpan.FromMinutes(1))
        );

    [Fact]
    public void Attempts_are_numbered_from_1() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => After(attempt: 0, random: 0.5));

    [Theory]
    [InlineData(0, "00:00:00.100")]
    [InlineData(1, "00:00:00.200")]
    [InlineData(2, "00:00:00.400")]
    [InlineData(9, "00:00:51.200")]
    [InlineData(10, "00:01:00")]
    [InlineData(13, "00:01:00")]
    public void What_gives_way_waits_twice_as_long_each_time_up_to_a_minute_give_or_take_a_half(
        int putOff,
        string delay
    )
    {
        var expected = TimeSpan.Parse(delay);
        Assert.Equal(expected * 0.5, RetrySchedule.DelayFor(putOff, random: 0));
        Assert.Equal(expected, RetrySchedule.DelayFor(putOff, random: 0.5));
        Assert.Equal(expected * 1.5, RetrySchedule.DelayFor(putOff, random: 1));
        Assert.Null(RetrySchedule.DelayFor(14, random: 0.5));
    }

    [Fact]
    public void Names_are_spread_evenly_and_always_to_the_same_place()
    {
        var places = Enumerable.Range(0, 1000).Select(i => RetrySchedule.Spread($"delivery.{i}")).ToArray();
        Assert.All(places, place => Assert.InRange(place, 0, 1));
        Assert.InRange(places.Average(), 0.45, 0.55);
        Assert.True(places.Min() < 0.02 && places.Max() > 0.98);
        Assert.Equal(places[7], RetrySchedule.Spread("delivery.7"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("120", "00:02:00")]
    [InlineData(" 0 ", "00:00:00")]
    [InlineData("-5", null)]
    [InlineData("+5", null)]
    [InlineData("1.5", null)]
    [InlineData("soon", null)]
    [InlineData("Tue, 10 Mar 2026 12:00:30 GMT", "00:00:30")]
    [InlineData("Tuesday, 10-Mar-26 12:00:30 GMT", "00:00:30")]
    [InlineData("Tue, 10 Mar 2026 11:59:00 GMT", "00:00:00")]
    public void The_header_is_seconds_or_a_date(string? header, string? expected) =>
        Assert.Equal(
            expected is null ? null : TimeSpan.Parse(expected),
            RetryAfter.Read(header, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero))
        );

    [Fact]
    public void The_longest_wait_that_seconds_can_ask_for_is_taken_to_the_second() =>
        Assert.Equal(TimeSpan.FromSeconds(922_337_203_685), RetryAfter.Read("922337203685", DateTimeOffset.UnixEpoch));

    [Theory]
    [InlineData("9999999999")]
    [InlineData("922337203686")]
    [InlineData("99999999999999999999999999999999")]
    public void Seconds_beyond_any_number_are_a_long_wait_and_not_none(string header) =>
        Assert.True(RetryAfter.Read(header, DateTimeOffset.UnixEpoch) > TimeSpan.FromDays(100 * 365));

    private static TimeSpan? After(int attempt, double random, TimeSpan? asked = null) =>
        RetrySchedule.DelayAfter(RetrySchedule.Default, attempt, 0.2, random, asked, Day);
}

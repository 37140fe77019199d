using System.Reflection;
using Loyalty.Local.Hosting;
using NCrontab;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>When timers come due.</summary>
public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 5 * * * *", "2026-03-10T12:04:59Z", "2026-03-10T12:05:00Z")]
    [InlineData("0 5 * * * *", "2026-03-10T12:05:00Z", "2026-03-10T13:05:00Z")]
    [InlineData("0 5 * * * *", "2026-03-10T12:04:59.9999999Z", "2026-03-10T12:05:00Z")]
    [InlineData("0 5 * * * *", "2026-03-10T23:30:00Z", "2026-03-11T00:05:00Z")]
    [InlineData("* * * * * *", "2026-03-10T12:00:00.5Z", "2026-03-10T12:00:01Z")]
    [InlineData("*/15 * * * * *", "2026-03-10T12:00:46Z", "2026-03-10T12:01:00Z")]
    [InlineData("10/20 * * * * *", "2026-03-10T12:00:31Z", "2026-03-10T12:00:50Z")]
    [InlineData("0 0-10/5 3 * * *", "2026-03-10T03:05:00Z", "2026-03-10T03:10:00Z")]
    [InlineData("0 0-10/5 3 * * *", "2026-03-10T03:10:00Z", "2026-03-11T03:00:00Z")]
    [InlineData("0,30 1,2 * * * *", "2026-03-10T12:01:30Z", "2026-03-10T12:02:00Z")]
    [InlineData("0 0 0 1 1 *", "2026-03-10T12:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-03-10T12:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 0 31 * *", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z")]
    [InlineData("0 0 9 * * 1-5", "2026-03-13T09:00:00Z", "2026-03-16T09:00:00Z")]
    [InlineData("0 0 9 * * 0", "2026-03-10T12:00:00Z", "2026-03-15T09:00:00Z")]
    [InlineData("0 0 0 13 * 5", "2026-03-13T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0  0 12   * * *", "2026-03-10T12:00:00Z", "2026-03-11T12:00:00Z")]
    [InlineData("0 0 12 * * *", "2026-03-10T13:30:00+02:00", "2026-03-10T12:00:00Z")]
    [InlineData("0 0 0 * * MON", "2026-03-10T12:00:00Z", "2026-03-16T00:00:00Z")]
    [InlineData("5-1 * * * * *", "2026-03-10T12:00:02Z", "2026-03-10T12:00:03Z")]
    [InlineData("*/0 * * * * *", "2026-03-10T12:00:00Z", "2026-03-10T12:00:01Z")]
    public void The_next_time_is_the_first_after(string schedule, string after, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next).UtcDateTime, Timer(schedule).NextAfter(DateTimeOffset.Parse(after)));

    [Theory]
    [InlineData("")]
    [InlineData("0 5 * * *")]
    [InlineData("0 5 * * * * *")]
    [InlineData("60 * * * * *")]
    [InlineData("* * 24 * * *")]
    [InlineData("* * * 0 * *")]
    [InlineData("* * * * 13 *")]
    [InlineData("* * * * * 7")]
    [InlineData("1-2-3 * * * * *")]
    [InlineData("*/5/5 * * * * *")]
    [InlineData("-1 * * * * *")]
    [InlineData("1, * * * * *")]
    [InlineData("+1 * * * * *")]
    public void What_is_no_schedule_is_refused(string schedule) =>
        Assert.Throws<CrontabException>(() => Timer(schedule));

    [Fact]
    public void A_day_that_never_comes_is_the_end_of_time() =>
        Assert.Equal(DateTime.MaxValue, Timer("0 0 0 30 2 *").NextAfter(DateTimeOffset.UnixEpoch));

    [Fact]
    public void From_any_instant_the_next_time_is_later_and_matches()
    {
        const int seed = 20260310;
        var random = new Random(seed);
        var schedule = Timer("*/7 3,33 1-5/2 * * 2-6");
        for (var i = 0; i < 2000; i++)
        {
            var after = new DateTimeOffset(random.NextInt64(DateTimeOffset.MaxValue.Ticks / 2), TimeSpan.Zero);
            var next = schedule.NextAfter(after);
            Assert.True(
                next > after.UtcDateTime
                    && next.Second % 7 == 0
                    && next.Minute is 3 or 33
                    && next.Hour is 1 or 3 or 5
                    && next.DayOfWeek is >= DayOfWeek.Tuesday and <= DayOfWeek.Saturday
                    && next - after.UtcDateTime < TimeSpan.FromDays(4),
                $"seed {seed}: after {after:O} came {next:O}"
            );
        }
    }

    private static TimerFunction Timer(string schedule) =>
        new("Timer", (MethodInfo)MethodBase.GetCurrentMethod()!, schedule);
}

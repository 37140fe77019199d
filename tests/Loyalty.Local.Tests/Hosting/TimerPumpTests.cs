namespace Loyalty.Local.Tests.Hosting;

/// <summary>When timer functions are called.</summary>
public sealed class TimerPumpTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_timer_fires_once_at_each_of_its_times()
    {
        // Half a millisecond before: timers count in whole ones and would be early.
        await using var scene = new PumpScene(start: Noon - TimeSpan.FromTicks(5000));
        await scene.StartTimerAsync("0 */10 * * * *");

        for (var i = 0; i < 3; i++)
        {
            await SleepsAsync(scene);
            scene.Clock.Advance(i == 0 ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromMinutes(10));
            await Eventually.TrueAsync($"call {i + 1}", () => scene.Calls.Count > i);
        }

        await SleepsAsync(scene);
        Assert.Equal(3, scene.Calls.Count);
        var times = scene.Calls.Select(call => call.At).ToList();
        for (var i = 0; i < 3; i++)
            Assert.InRange(
                times[i] - (Noon + i * TimeSpan.FromMinutes(10)),
                TimeSpan.Zero,
                TimeSpan.FromMilliseconds(2)
            );
    }

    [Fact]
    public async Task A_failure_does_not_end_it()
    {
        await using var scene = new PumpScene(start: Noon);
        scene.Work = (_, _) => throw new InvalidOperationException("as planned");
        await scene.StartTimerAsync("30 * * * * *");

        for (var i = 0; i < 3; i++)
        {
            await SleepsAsync(scene);
            scene.Clock.Advance(TimeSpan.FromMinutes(1));
            await Eventually.TrueAsync($"call {i + 1}", () => scene.Calls.Count > i);
        }

        Assert.Equal(3, scene.Calls.Count);
    }

    [Fact]
    public async Task A_time_that_is_months_away_is_waited_for()
    {
        await using var scene = new PumpScene(start: Noon);
        await scene.StartTimerAsync("0 0 0 1 1 *");
        await SleepsAsync(scene);

        var newYear = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        while (scene.Clock.GetUtcNow() < newYear)
        {
            scene.Clock.Advance(TimeSpan.FromHours(12));
            await SleepsAsync(scene);
        }

        await Eventually.TrueAsync("the call", () => !scene.Calls.IsEmpty);
        Assert.Equal(newYear, Assert.Single(scene.Calls).At);
    }

    private static Task SleepsAsync(PumpScene scene) =>
        Eventually.TrueAsync("the pump sleeps", () => scene.Clock.Timers > 0);
}

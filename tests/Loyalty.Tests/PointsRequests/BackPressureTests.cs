using Loyalty.Contracts.Support;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Loyalty.Tests.PointsRequests;

/// <summary>When no more requests are taken in.</summary>
public sealed class BackPressureTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly SetBacklog backlog = new();
    private readonly BackPressure pressure;

    public BackPressureTests() => pressure = PressureBy(clock);

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(99, 120, false)]
    [InlineData(100, null, true)]
    [InlineData(1, 121, true)]
    [InlineData(null, 121, true)]
    public async Task Too_many_or_too_long_is_too_much(int? waiting, int? seconds, bool isTooMuch)
    {
        backlog.Level = LevelOf(waiting, seconds);

        Assert.Equal(isTooMuch, await LookAsync() is not null);
    }

    [Fact]
    public async Task Who_is_refused_is_told_to_come_again_when_it_is_looked_at_next()
    {
        backlog.Level = LevelOf(100, null);

        var problem = await LookAsync();

        Assert.Equal((Refusal.Unavailable, TimeSpan.FromSeconds(5)), (problem?.Refusal, problem?.RetryAfter));
    }

    [Fact]
    public async Task It_ends_as_soon_as_it_is_seen_to()
    {
        backlog.Level = LevelOf(100, null);
        Assert.NotNull(await LookAsync());

        backlog.Level = LevelOf(99, null);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.NotNull(await LookAsync());
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await LookAsync());
    }

    [Fact]
    public void It_is_looked_at_once_in_a_while_however_many_ask_and_nobody_waits()
    {
        backlog.Waits = new TaskCompletionSource<BacklogLevel>();

        Parallel.For(0, 1000, _ => Assert.Null(pressure.WhyNot()));
        Assert.Equal(1, backlog.Looks);

        clock.Advance(TimeSpan.FromSeconds(5));
        Parallel.For(0, 1000, _ => Assert.Null(pressure.WhyNot()));
        Assert.Equal(2, backlog.Looks);
    }

    [Fact]
    public void Of_two_who_ask_at_the_same_instant_one_alone_has_it_looked_at()
    {
        var interrupted = new InterruptedClock();
        var asked = PressureBy(interrupted);
        interrupted.WhenRead = () => asked.WhyNot();

        asked.WhyNot();

        Assert.Null(interrupted.WhenRead);
        Assert.Equal(1, backlog.Looks);
    }

    [Fact]
    public async Task While_nobody_can_tell_requests_are_taken_in()
    {
        backlog.Level = LevelOf(100, null);
        Assert.NotNull(await LookAsync());

        backlog.Fault = new UnavailableException("Away.");
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await LookAsync());
    }

    private BackPressure PressureBy(TimeProvider time)
    {
        var options = new AdmissionOptions
        {
            MostWaiting = 100,
            LongestWait = TimeSpan.FromMinutes(2),
            BacklogEvery = TimeSpan.FromSeconds(5),
        };
        return new BackPressure(backlog, Options.Create(options), time, NullLogger<BackPressure>.Instance);
    }

    private static BacklogLevel LevelOf(int? waiting, int? seconds) =>
        new(waiting, seconds is { } some ? TimeSpan.FromSeconds(some) : null);

    /// <summary>Asks, and once more when the look that this may begin is over.</summary>
    private async Task<Problem?> LookAsync()
    {
        pressure.WhyNot();
        await pressure.Reading;
        return pressure.WhyNot();
    }

    /// <summary>Something else happens while its time is read for the first time.</summary>
    private sealed class InterruptedClock : FakeTimeProvider
    {
        public Action? WhenRead { get; set; }

        public override long GetTimestamp()
        {
            var meanwhile = WhenRead;
            WhenRead = null;
            meanwhile?.Invoke();
            return base.GetTimestamp();
        }
    }
}

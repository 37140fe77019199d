using System.Reflection;
using NCrontab;

namespace Loyalty.Local.Hosting;

/// <summary>A function with a timer trigger.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">What it runs.</param>
/// <param name="Schedule">When: the six fields of NCRONTAB, second first, in UTC.</param>
internal sealed record TimerFunction(string Name, MethodInfo Method, string Schedule)
{
    private readonly CrontabSchedule crontab = CrontabSchedule.Parse(
        Schedule,
        new CrontabSchedule.ParseOptions { IncludingSeconds = true }
    );

    /// <summary>The first time after an instant, in UTC; a schedule that never comes due names the end of time.</summary>
    public DateTime NextAfter(DateTimeOffset instant) => crontab.GetNextOccurrence(instant.UtcDateTime);
}

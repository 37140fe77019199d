using System.Globalization;

namespace Loyalty.Local.Hosting;

/// <summary>
/// A timer's schedule: the six fields of NCRONTAB (second, minute, hour, day, month, day of week; UTC), each with
/// <c>*</c>, numbers, ranges, steps and lists. Names of months and days are not used here and not read.
/// </summary>
internal sealed class TimerSchedule
{
    private static readonly (int First, int Last)[] Ranges = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
    private readonly HashSet<int>[] fields;

    private TimerSchedule(HashSet<int>[] fields)
    {
        this.fields = fields;
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static TimerSchedule Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Ranges.Length)
            throw new FormatException($"A schedule has six fields, second first: '{text}'.");
        return new TimerSchedule([.. parts.Zip(Ranges, (part, range) => ParseField(part, range.First, range.Last))]);
    }

    /// <summary>The first time after an instant.</summary>
    /// <exception cref="InvalidOperationException">There is none within five years, as for the 30th of February.</exception>
    public DateTimeOffset Next(DateTimeOffset after)
    {
        var utc = after.ToUniversalTime();
        var day = utc.Date;
        for (var last = day.AddYears(5); day <= last; day = day.AddDays(1))
        {
            if (
                !fields[3].Contains(day.Day)
                || !fields[4].Contains(day.Month)
                || !fields[5].Contains((int)day.DayOfWeek)
            )
                continue;
            foreach (var hour in fields[2].Order())
            foreach (var minute in fields[1].Order())
            foreach (var second in fields[0].Order())
            {
                var at = new DateTimeOffset(day, TimeSpan.Zero) + new TimeSpan(hour, minute, second);
                if (at > utc)
                    return at;
            }
        }

        throw new InvalidOperationException("The schedule never comes due.");
    }

    private static HashSet<int> ParseField(string field, int first, int last)
    {
        var values = new HashSet<int>();
        foreach (var part in field.Split(','))
        {
            var step = part.Split('/');
            var range = step[0] == "*" ? [$"{first}", $"{last}"] : step[0].Split('-');
            var from = Number(range[0], first, last);
            var to =
                range.Length > 1 ? Number(range[1], from, last)
                : step.Length > 1 ? last
                : from;
            if (step.Length > 2 || range.Length > 2)
                throw new FormatException($"Not a field of a schedule: '{field}'.");
            for (var value = from; value <= to; value += step.Length > 1 ? Number(step[1], 1, last + 1) : 1)
                values.Add(value);
        }

        return values;
    }

    private static int Number(string text, int first, int last) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= first
        && number <= last
            ? number
            : throw new FormatException($"Must be a number from {first} to {last}: '{text}'.");
}

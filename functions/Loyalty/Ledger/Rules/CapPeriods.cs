using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Catalog;

namespace Loyalty.Ledger.Rules;

/// <summary>
/// The calendar periods that caps count over, and what rules have moved in them. An account keeps the sums that it has
/// needed so far; each is the sum over the rule's entries of that period, whatever the rule said of caps at the time. A sum
/// that is not there can be counted from the entries at any time, so nothing has to be reset at midnight, and nothing kept
/// for a cap that may be set some day.
/// </summary>
internal static class CapPeriods
{
    private const string Lifetime = "lifetime";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>How much earlier than a rule's creation its entries are looked for: clocks and time zones differ.</summary>
    private const int DaysBeforeCreation = 2;

    /// <summary>A date as <see cref="LedgerEntry.CountsOn"/> has it.</summary>
    public static string NameOf(DateOnly date) => date.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>The period of a date, as text that sorts in time; null for <see cref="CapPeriod.Request"/>, which is over
    /// at once.</summary>
    public static string? Name(CapPeriod period, DateOnly date) =>
        period switch
        {
            CapPeriod.Request => null,
            CapPeriod.Day => NameOf(date),
            CapPeriod.Week => string.Create(
                CultureInfo.InvariantCulture,
                $"{ISOWeek.GetYear(date):D4}-W{ISOWeek.GetWeekOfYear(date):D2}"
            ),
            CapPeriod.Month => date.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            CapPeriod.Year => date.ToString("yyyy", CultureInfo.InvariantCulture),
            CapPeriod.Lifetime => Lifetime,
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, null),
        };

    /// <summary>
    /// The day on which an entry counts: it was written down when the entry was decided, because a program's time zone can
    /// change later.
    /// </summary>
    /// <param name="entry">An entry of a rule; one from before days were written down counts on the date of its time.</param>
    /// <param name="program">Its program; null = its calendar is UTC's.</param>
    public static DateOnly DayOf(LedgerEntry entry, PointProgram? program) =>
        TryParseDay(entry.CountsOn, out var day) ? day
        : program is null ? DateOnly.FromDateTime(entry.At.UtcDateTime)
        : program.DateAt(entry.At);

    /// <summary>Whether the text names a day, and not, as in older entries, another period.</summary>
    public static bool IsDay(string? countsOn) => TryParseDay(countsOn, out _);

    /// <summary>What a rule has moved in the current period of its cap; null where its cap has no period.</summary>
    /// <exception cref="InvalidOperationException">The account does not know: see <see cref="Uncounted"/>.</exception>
    public static CapUsage? Current(Account account, Rule rule, DateOnly today)
    {
        if (rule.Cap is not { } cap || Name(cap.Period, today) is not { } name)
            return null;
        if (Uncounted(account, rule, today) is not null)
            throw new InvalidOperationException($"What rule {rule.RuleId} moved in {name} has to be counted first.");
        foreach (var used in account.Usage)
            if (used.RuleId == rule.RuleId && used.Period == name)
                return used;
        return new CapUsage(rule.RuleId, name, Points.Zero);
    }

    /// <summary>
    /// The day from which entries have to be counted before the account knows what a rule has moved in the current period
    /// of its cap; null where it knows, or nothing can have been moved.
    /// </summary>
    public static DateOnly? Uncounted(Account account, Rule rule, DateOnly today)
    {
        if (account.Version == 0 || rule.Cap is not { } cap || Name(cap.Period, today) is not { } name)
            return null;
        foreach (var used in account.Usage)
            if (used.RuleId == rule.RuleId && used.Period == name)
                return null;
        var from = Start(cap.Period, today);
        if (rule.CreatedAt is { } createdAt)
        {
            var created = DateOnly.FromDateTime(createdAt.UtcDateTime).AddDays(-DaysBeforeCreation);
            from = created > from ? created : from;
        }

        return account.RuleDay < from ? null : from;
    }

    /// <summary>The account after a rule has moved points today: they are added to each sum that they belong to, and sums
    /// of periods that are over are dropped.</summary>
    public static Account Count(Account account, Rule rule, DateOnly today, Points points)
    {
        var usage = account.Usage.RemoveAll(used => IsOver(used.Period, today));
        if (
            rule.Cap is { } cap
            && Name(cap.Period, today) is { } name
            && !usage.Any(used => used.RuleId == rule.RuleId && used.Period == name)
        )
            usage = usage.Add(new CapUsage(rule.RuleId, name, Points.Zero));
        return account with
        {
            Usage = Add(usage, rule.RuleId, today, points),
            RuleDay = account.RuleDay > today ? account.RuleDay : today,
        };
    }

    /// <summary>Adds points that a rule moved on a day to each of its sums that they belong to.</summary>
    /// <param name="usage">The sums.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="day">The day.</param>
    /// <param name="points">How many; negative = given back.</param>
    public static ImmutableArray<CapUsage> Add(
        ImmutableArray<CapUsage> usage,
        RuleId? rule,
        DateOnly day,
        Points points
    )
    {
        for (var i = 0; i < usage.Length; i++)
            if (usage[i].RuleId == rule && usage[i].Period == Name(Kind(usage[i].Period), day))
                usage = usage.SetItem(i, usage[i] with { Used = usage[i].Used + points });
        return usage;
    }

    /// <summary>Reads what <see cref="NameOf"/> writes; older entries name another period, or nothing.</summary>
    public static bool TryParseDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static DateOnly Start(CapPeriod period, DateOnly date) =>
        period switch
        {
            CapPeriod.Day => date,
            CapPeriod.Week => ISOWeek.ToDateOnly(ISOWeek.GetYear(date), ISOWeek.GetWeekOfYear(date), DayOfWeek.Monday),
            CapPeriod.Month => new DateOnly(date.Year, date.Month, 1),
            CapPeriod.Year => new DateOnly(date.Year, 1, 1),
            CapPeriod.Lifetime => DateOnly.MinValue,
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, null),
        };

    /// <summary>Whether a period has ended before a date.</summary>
    private static bool IsOver(string period, DateOnly date) =>
        string.CompareOrdinal(period, Name(Kind(period), date)) < 0;

    private static CapPeriod Kind(string period) =>
        period.Length switch
        {
            4 => CapPeriod.Year,
            7 => CapPeriod.Month,
            10 => CapPeriod.Day,
            8 when period[5] == 'W' => CapPeriod.Week,
            8 when period == Lifetime => CapPeriod.Lifetime,
            _ => throw new FormatException($"Not a cap period: {period}"),
        };
}

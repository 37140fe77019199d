using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Catalog;

namespace Loyalty.Ledger.Rules;

/// <summary>
/// The calendar periods that caps count over, as text that sorts in time. A usage names its period, so it is over as
/// soon as the same kind of period has a later name; nothing has to be reset at midnight.
/// </summary>
internal static class CapPeriods
{
    private const string Lifetime = "lifetime";

    /// <summary>The period of a date; null for <see cref="CapPeriod.Request"/>, which leaves no usage.</summary>
    public static string? Name(CapPeriod period, DateOnly date) =>
        period switch
        {
            CapPeriod.Request => null,
            CapPeriod.Day => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
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
    /// The usage of a rule in its current period. A usage of a later period than the date's was written by a host whose
    /// clock is ahead; it is carried on, because going back would let the cap be used twice.
    /// </summary>
    public static CapUsage? Current(ImmutableArray<CapUsage> usage, Rule rule, DateOnly date)
    {
        if (rule.Cap is null || Name(rule.Cap.Period, date) is not { } name)
            return null;
        foreach (var used in usage)
            if (used.RuleId == rule.RuleId && Kind(used.Period) == rule.Cap.Period && !IsOver(used.Period, date))
                return used;
        return new CapUsage(rule.RuleId, name, Points.Zero);
    }

    /// <summary>
    /// Replaces a rule's usage of this kind of period, and drops every usage whose period is over: not before it has been
    /// over for a day, or another rule's request on a host whose clock is ahead would let a cap be used twice. Usage of
    /// other kinds of periods is kept, or a cap could be used twice by changing its period and changing it back.
    /// </summary>
    public static ImmutableArray<CapUsage> Replace(ImmutableArray<CapUsage> usage, CapUsage current, DateOnly date)
    {
        var kept = ImmutableArray.CreateBuilder<CapUsage>(usage.Length + 1);
        foreach (var used in usage)
            if (!IsSameCap(used, current) && !IsOver(used.Period, date.AddDays(-1)))
                kept.Add(used);
        kept.Add(current);
        return kept.DrainToImmutable();
    }

    /// <summary>
    /// Gives points of an entry back to the period in which it counts, where that is still remembered. An entry that no
    /// cap counted gives nothing back: a cap that came later would be exceeded by as much.
    /// </summary>
    public static ImmutableArray<CapUsage> GiveBack(ImmutableArray<CapUsage> usage, LedgerEntry entry, Points points)
    {
        for (var i = 0; i < usage.Length; i++)
            if (usage[i].RuleId == entry.RuleId && usage[i].Period == entry.CountsIn)
                return usage.SetItem(i, usage[i] with { Used = usage[i].Used - points });
        return usage;
    }

    /// <summary>Whether two usages cannot be remembered both: they are of one rule and one kind of period.</summary>
    public static bool IsSameCap(CapUsage one, CapUsage other) =>
        one.RuleId == other.RuleId && Kind(one.Period) == Kind(other.Period);

    /// <summary>Whether a period has ended before a date.</summary>
    public static bool IsOver(string period, DateOnly date) =>
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

using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Catalog;

namespace Loyalty.Ledger;

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

    /// <summary>Replaces a rule's usage and drops every usage whose period is over.</summary>
    public static ImmutableArray<CapUsage> Replace(ImmutableArray<CapUsage> usage, CapUsage current, DateOnly date)
    {
        var kept = ImmutableArray.CreateBuilder<CapUsage>(usage.Length + 1);
        foreach (var used in usage)
            if (used.RuleId != current.RuleId && !IsOver(used.Period, date))
                kept.Add(used);
        kept.Add(current);
        return kept.DrainToImmutable();
    }

    /// <summary>Gives points back that an entry of <paramref name="entryDate"/> used, if its period still runs.</summary>
    public static ImmutableArray<CapUsage> GiveBack(
        ImmutableArray<CapUsage> usage,
        RuleId rule,
        Points points,
        DateOnly entryDate
    )
    {
        for (var i = 0; i < usage.Length; i++)
        {
            if (usage[i].RuleId != rule || usage[i].Period != Name(Kind(usage[i].Period), entryDate))
                continue;
            return usage.SetItem(i, usage[i] with { Used = Points.Max(usage[i].Used - points, Points.Zero) });
        }

        return usage;
    }

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

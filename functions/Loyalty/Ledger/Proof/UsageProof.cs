using System.Collections.Immutable;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Proof;

/// <summary>
/// Adds up what an account's posted entries count in the periods of caps, and compares. An account forgets a period some
/// time after it is over, as soon as another capped entry is posted: what it may have forgotten by then need not be
/// stored, but if it is, it has to be right.
/// </summary>
internal sealed class UsageProof
{
    private readonly Dictionary<(RuleId Rule, string Period), Points> counted = [];
    private readonly HashSet<(RuleId Rule, string Period)> remembered = [];

    /// <summary>Takes the next posted entry.</summary>
    /// <returns>What counts in its period with it; null = it counts in none.</returns>
    public Points? Add(LedgerEntry entry)
    {
        if (entry is not { CountsIn: { } period, RuleId: { } rule })
            return null;
        var isReversal = entry.Kind == EntryKind.Reverse;
        var points = entry.Points < Points.Zero ? -entry.Points : entry.Points;
        counted[(rule, period)] = counted.GetValueOrDefault((rule, period)) + (isReversal ? -entry.Requested : points);
        if (isReversal)
            return counted[(rule, period)];

        // The program's own date is UTC's or one off, and a period is remembered for a day more than it lasts.
        var date = DateOnly.FromDateTime(entry.At.UtcDateTime);
        var current = new CapUsage(rule, period, Points.Zero);
        remembered.RemoveWhere(key =>
            CapPeriods.IsOver(key.Period, date)
            || CapPeriods.IsSameCap(new CapUsage(key.Rule, key.Period, Points.Zero), current)
        );
        remembered.Add((rule, period));
        return counted[(rule, period)];
    }

    /// <summary>What is wrong with the usage that is stored, after all entries.</summary>
    public IEnumerable<string> FaultsOf(ImmutableArray<CapUsage> stored)
    {
        var missing = remembered.ToHashSet();
        foreach (var used in stored)
        {
            missing.Remove((used.RuleId, used.Period));
            var points = counted.GetValueOrDefault((used.RuleId, used.Period));
            if (points != used.Used)
                yield return $"{used.Used} points of the cap of {used.RuleId} are used in {used.Period}, "
                    + $"by its entries it is {points}";
        }

        foreach (var (rule, period) in missing)
            yield return $"its use of the cap of {rule} in {period} is not stored";
    }
}

using System.Collections.Immutable;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Proof;

/// <summary>
/// Adds up what an account's posted entries moved in the periods of their rules' caps, and compares. An account need not
/// keep any of these sums, but those that it keeps have to be right.
/// </summary>
internal sealed class UsageProof(RuleProof? rules)
{
    private readonly Dictionary<(RuleId Rule, string Period), Points> counted = [];

    /// <summary>Takes the next posted entry.</summary>
    public void Add(LedgerEntry entry)
    {
        if (rules is null || entry.RuleId is not { } rule)
            return;
        var day = rules.DayOf(entry);
        foreach (var period in rules.PeriodsOf(entry.OrgId, rule))
            if (CapPeriods.Name(period, day) is { } name)
                counted[(rule, name)] = Of(rule, name) + RuleMove.Of(entry);
    }

    /// <summary>What a rule has moved in a period of one of its caps so far.</summary>
    public Points Of(RuleId rule, string period) => counted.GetValueOrDefault((rule, period));

    /// <summary>What is wrong with the sums that are stored, after all entries.</summary>
    public IEnumerable<string> FaultsOf(ImmutableArray<CapUsage> stored)
    {
        foreach (var used in rules is null ? [] : stored)
            if (Of(used.RuleId, used.Period) is var points && points != used.Used)
                yield return $"{used.RuleId} moved {used.Used} points in {used.Period}, by its entries it is {points}";
    }
}

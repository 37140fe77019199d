using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Proof;

/// <summary>Holds entries to the version of the rule that they name.</summary>
public sealed class RuleProof
{
    private readonly Dictionary<(OrgId, RuleId, int), Rule> versions = [];
    private readonly Dictionary<(OrgId, RuleId), HashSet<CapPeriod>> periods = [];
    private readonly Dictionary<(OrgId, ProgramId), PointProgram> programs = [];

    /// <summary>Takes a version of a rule, in force or replaced.</summary>
    public void Add(Rule version)
    {
        versions[(version.OrgId, version.RuleId, version.Version)] = version;
        if (version.Cap is not { } cap)
            return;
        if (!periods.TryGetValue((version.OrgId, version.RuleId), out var known))
            periods.Add((version.OrgId, version.RuleId), known = []);
        known.Add(cap.Period);
    }

    /// <summary>Takes a program.</summary>
    public void Add(PointProgram program) => programs[(program.OrgId, program.ProgramId)] = program;

    /// <summary>The periods that caps of the rule's versions count over.</summary>
    internal IReadOnlyCollection<CapPeriod> PeriodsOf(OrgId org, RuleId rule) =>
        periods.GetValueOrDefault((org, rule)) ?? [];

    /// <summary>The day on which an entry counts.</summary>
    internal DateOnly DayOf(LedgerEntry entry) =>
        CapPeriods.DayOf(entry, programs.GetValueOrDefault((entry.OrgId, entry.ProgramId)));

    /// <summary>What is wrong with a posted entry that awards or spends by a rule, each in one clause.</summary>
    /// <param name="entry">The entry; one that names no version was decided before there were any, and is not judged.</param>
    /// <param name="usage">What the account's rules have moved, with this entry.</param>
    internal IEnumerable<string> FaultsOf(LedgerEntry entry, UsageProof usage)
    {
        if (
            entry
            is not {
                Kind: EntryKind.Earn or EntryKind.Redeem or EntryKind.Hold,
                RuleVersion: { } number,
                RuleId: { } id
            }
        )
            yield break;
        if (!versions.TryGetValue((entry.OrgId, id, number), out var rule))
        {
            yield return $"there is no version {number} of its rule";
            yield break;
        }

        if (rule.Type != (entry.Kind == EntryKind.Earn ? RuleType.Earn : RuleType.Redeem))
            yield return "its rule does not do that";
        if (rule.ProgramId != entry.ProgramId)
            yield return "its rule is of another program";
        if (entry.ClientId is not { } client || !rule.ClientIds.Contains(client))
            yield return "its rule did not authorise its client";
        var moved = entry.Points < Points.Zero ? -entry.Points : entry.Points;
        if (moved > entry.Requested)
            yield return "it moved more than was asked for";
        if (!CapPeriods.IsDay(entry.CountsOn))
            // Decided when a cap counted only what was moved while it was set.
            yield break;
        var day = DayOf(entry);
        if (Math.Abs(day.DayNumber - DateOnly.FromDateTime(entry.At.UtcDateTime).DayNumber) > 1)
            yield return "it counts on a day that is not its own";
        var used = rule.Cap is { } own && CapPeriods.Name(own.Period, day) is { } period ? usage.Of(id, period) : moved;
        var isAtCap = rule.Cap is { } cap && used >= cap.Points;
        if (rule.Cap is { } most && used > most.Points)
            yield return "it went beyond the cap of its rule";
        if (moved < entry.Requested && !isAtCap && (rule.Budget is null || entry.BudgetTicket is null))
            yield return "it moved less than was asked for, at no limit of its rule";
    }
}

using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Proof;

/// <summary>Holds entries to the version of the rule that they name.</summary>
public sealed class RuleProof
{
    private readonly Dictionary<(OrgId, RuleId, int), Rule> versions = [];

    /// <summary>Takes a version of a rule, in force or replaced.</summary>
    public void Add(Rule version) => versions[(version.OrgId, version.RuleId, version.Version)] = version;

    /// <summary>What is wrong with a posted entry that awards or spends by a rule, each in one clause.</summary>
    /// <param name="entry">The entry; one that names no version was decided before there were any, and is not judged.</param>
    /// <param name="counted">What counts in the entry's period of the rule's cap, with this entry; null = it counts in
    /// none.</param>
    internal IEnumerable<string> FaultsOf(LedgerEntry entry, Points? counted)
    {
        if (entry is not { Kind: EntryKind.Earn or EntryKind.Redeem, RuleVersion: { } number, RuleId: { } id })
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
        var used = counted ?? moved;
        var isAtCap = rule.Cap is { } cap && used >= cap.Points;
        if (rule.Cap is { } most && used > most.Points)
            yield return "it went beyond the cap of its rule";
        if (rule.Cap is { Period: not CapPeriod.Request } != counted is not null)
            yield return "it is not counted as its rule says";
        if (moved < entry.Requested && !isAtCap && entry.BudgetTicket is null)
            yield return "it moved less than was asked for, at no limit of its rule";
    }
}

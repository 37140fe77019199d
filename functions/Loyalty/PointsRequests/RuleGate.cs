using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.PointsRequests;

/// <summary>
/// Says early what the ledger would refuse: rows 6 to 8 of the answer table, by the rule's state and dates, the member, the
/// balance and what the program allows. The ledger judges again.
/// </summary>
public sealed class RuleGate(CachedCatalog catalog, ILedgerStore ledger)
{
    /// <summary>Why points cannot be moved by a rule; null = they can, as far as is known.</summary>
    public async ValueTask<Problem?> WhyNotAsync(
        Rule rule,
        MemberId memberId,
        Points amount,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        // :: Step 6
        if (rule.Status != RuleStatus.Active)
            return Refusal.RuleNotActive;
        if (!rule.Admits(at))
            return Refusal.RuleOutsideDates;

        // :: Step 7
        var program = await catalog.FindAsync<PointProgram>(
            PointProgram.KeyOf(rule.OrgId, rule.ProgramId),
            cancellationToken
        );
        if (program is null)
            throw new InvalidOperationException($"Rule {rule.RuleId} names a program that does not exist.");
        var member = await catalog.FindAsync<Member>(Member.KeyOf(rule.OrgId, memberId), cancellationToken);
        if (program.WhyNot(member?.Status) is var refusal and not Refusal.None)
            return refusal;

        // :: Step 8
        if (rule.Type == RuleType.Earn)
            return null;
        if (program.Redemption.WhyNot(amount) is { } reason)
            return new Problem { Refusal = Refusal.RedemptionNotAllowed, Detail = reason };
        var key = new AccountKey(rule.OrgId, memberId, rule.ProgramId);
        var account = (await ledger.LoadAsync(key, cancellationToken))?.Value ?? Account.Empty(key);
        var spendable = LedgerRules.Current(account, program, at);
        return amount > spendable.Balance ? Refusal.InsufficientBalance : null;
    }
}

using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.Management.Rules;

/// <summary>
/// Says what a request by a rule would come to now: the ledger's own decision on the account as it is stored, thrown
/// away. A draft is taken as if it were active, because trying is what drafts are for.
/// </summary>
public sealed class RuleSimulation(
    RuleRegister rules,
    RuleReferences references,
    RuleBudgets budgets,
    CachedCatalog catalog,
    ILedgerStore ledger,
    TimeProvider time
)
{
    /// <summary>The outcome; else why it cannot be told. Nothing is written.</summary>
    public async Task<(SimulationDocument? Simulation, Problem? Problem)> RunAsync(
        Caller caller,
        string ruleId,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        if (await rules.ReadAsync(caller, ruleId, cancellationToken) is not { Value: var rule })
            return (null, Refusal.NotFound);
        var member = fields.Id<MemberId>("userId");
        var amount = new Points(fields.Whole("amount", 1, Points.MaxPerRequest));
        if (fields.Errors.Count > 0)
            return (null, Problem.Invalid(fields.Errors));
        var program =
            await references.ProgramAsync(rule.OrgId, rule.ProgramId, cancellationToken)
            ?? throw new InvalidOperationException($"Rule {rule.RuleId} names a program that does not exist.");
        var known = await catalog.FindAsync<Member>(Member.KeyOf(rule.OrgId, member), cancellationToken);
        var key = new AccountKey(rule.OrgId, member, rule.ProgramId);
        var now = time.GetUtcNow();
        var stored = await ledger.WithSumsAsync(
            (await ledger.LoadAsync(key, cancellationToken))?.Value ?? Account.Empty(key),
            [rule],
            program,
            now,
            cancellationToken
        );
        var tried = rule.Status == RuleStatus.Draft ? rule with { Status = RuleStatus.Active } : rule;
        var account = LedgerRules.Current(stored, program, now);
        var left = rule.Budget is { } budget
            ? (await budgets.UseAsync(rule, cancellationToken)).RemainingOf(budget)
            : (Points?)null;
        var command = CommandFor(tried, amount, known?.Status, now) with { BudgetLimit = left };
        var decision = LedgerRules.Decide(account, command, program, now);
        return (DocumentOf(rule, program, account, decision, left, now), null);
    }

    private static Command CommandFor(Rule rule, Points amount, MemberStatus? member, DateTimeOffset now) =>
        new()
        {
            Id = default,
            Kind = rule.Type == RuleType.Earn ? EntryKind.Earn : EntryKind.Redeem,
            Amount = amount,
            AcceptedAt = now,
            MemberStatus = member,
            Rule = rule,
            RuleId = rule.RuleId,
        };

    private static SimulationDocument DocumentOf(
        Rule rule,
        PointProgram program,
        Account before,
        Decision decision,
        Points? budgetLeft,
        DateTimeOffset now
    )
    {
        var entry = decision.Entry;
        var moved = entry.Points < Points.Zero ? -entry.Points : entry.Points;
        return new SimulationDocument
        {
            Status = decision.IsPosted ? "success" : "failed",
            Point = decision.IsPosted ? moved : null,
            ErrorMessage = decision.IsPosted ? null : entry.Code.Form().CallbackMessage,
            Balance = before.Balance,
            BalanceAfter = decision.After.Balance,
            ExpirationDate =
                decision.IsPosted && rule.Type == RuleType.Earn
                    ? program.Expiration?.LastDay(program.DateAt(now))
                    : null,
            CapRemaining = CapRemaining(rule, decision.After, program.DateAt(now)),
            BudgetRemaining = budgetLeft is { } left ? left - (decision.IsPosted ? moved : Points.Zero) : null,
            Note =
                rule.Status == RuleStatus.Draft
                    ? "The rule is a draft; this is what would happen if it were active."
                    : null,
        };
    }

    private static Points? CapRemaining(Rule rule, Account account, DateOnly today)
    {
        if (rule.Cap is not { } cap)
            return null;
        var used = CapPeriods.Current(account, rule, today)?.Used ?? Points.Zero;
        return Points.Max(cap.Points - used, Points.Zero);
    }
}

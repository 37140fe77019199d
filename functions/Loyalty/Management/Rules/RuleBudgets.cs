using Loyalty.Budgets;
using Loyalty.Catalog;

namespace Loyalty.Management.Rules;

/// <summary>How far the budgets of rules are used up, as callers are shown it.</summary>
public sealed class RuleBudgets(BudgetDesk desk)
{
    /// <summary>How far the rule's budget is used up; nothing is read for a rule without one.</summary>
    public ValueTask<BudgetUse> UseAsync(Rule rule, CancellationToken cancellationToken) =>
        rule.Budget is null ? default : desk.UsedAsync(rule.OrgId, rule.RuleId, cancellationToken);
}

namespace Loyalty.Budgets;

/// <summary>One rule's budget. It and its reservations are one partition.</summary>
public readonly record struct BudgetKey(OrgId OrgId, RuleId RuleId)
{
    /// <summary>The partition key. Neither id has a <c>|</c>, so no two budgets share one.</summary>
    public override string ToString() => $"{OrgId}|{RuleId}";
}

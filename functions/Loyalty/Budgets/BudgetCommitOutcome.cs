namespace Loyalty.Budgets;

/// <summary>See <see cref="BudgetCommit"/>.</summary>
public enum BudgetCommitOutcome
{
    Committed = 0,
    Stale = 1,
    Exists = 2,
}

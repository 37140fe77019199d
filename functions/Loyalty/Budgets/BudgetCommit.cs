namespace Loyalty.Budgets;

/// <summary>What became of a <see cref="BudgetWrite"/>. Unless committed, nothing of it is stored.</summary>
public readonly record struct BudgetCommit(BudgetCommitOutcome Outcome, string? ETag)
{
    /// <summary>The budget, or a reservation to extend or close, has changed since it was read or is gone.</summary>
    public static readonly BudgetCommit Stale = new(BudgetCommitOutcome.Stale, null);

    /// <summary>A reservation to open is open already.</summary>
    public static readonly BudgetCommit Exists = new(BudgetCommitOutcome.Exists, null);

    public static BudgetCommit Committed(string etag) => new(BudgetCommitOutcome.Committed, etag);
}

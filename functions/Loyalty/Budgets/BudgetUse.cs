namespace Loyalty.Budgets;

/// <summary>How far a rule's budget is used up.</summary>
/// <param name="Used">Points that entries moved while the rule had a budget, reversals taken off.</param>
/// <param name="Reserved">Points set aside for entries that are being decided.</param>
public readonly record struct BudgetUse(Points Used, Points Reserved)
{
    /// <summary>What of a budget can still be moved; never negative, also when the budget was lowered below its use.</summary>
    public Points RemainingOf(Points budget) => Points.Max(budget - Used - Reserved, Points.Zero);
}

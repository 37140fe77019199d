namespace Loyalty.Budgets;

/// <summary>A budget was not free at any attempt; whoever asked is to come again.</summary>
public sealed class BudgetContentionException(int attempts)
    : UnavailableException($"A rule's budget was not free at {attempts} attempts.");

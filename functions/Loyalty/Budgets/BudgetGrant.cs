namespace Loyalty.Budgets;

/// <summary>The answer to a <see cref="BudgetAsk"/>.</summary>
/// <param name="Points">Most that the entry may move; less than asked for where the budget ends.</param>
/// <param name="Ticket">The reservation, to be named in the entry; null = nothing is left and nothing is reserved.</param>
public readonly record struct BudgetGrant(Points Points, long? Ticket);

namespace Loyalty.Budgets;

/// <summary>What an entry that is being decided would move, did its rule have no budget.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="MemberId">Whose it is.</param>
/// <param name="Points">How much it would take from the budget; zero for one that gives back.</param>
public readonly record struct BudgetAsk(EntryId EntryId, MemberId MemberId, Points Points)
{
    /// <summary>Whether its caller waits for the answer: then no message brings the entry again.</summary>
    public bool IsAnswered { get; init; }
}

namespace Loyalty.Budgets;

/// <summary>What became of an entry for which points were set aside: of one as it is stored, never of one that may yet be,
/// because only then is the outcome certain.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Ticket">The reservation that it names; null = none.</param>
/// <param name="Points">What it moved of the budget; negative = gave back.</param>
public readonly record struct Settlement(EntryId EntryId, long? Ticket, Points Points);

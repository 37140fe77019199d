using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger;

/// <summary>A part of an organisation's journal: all its entries, each once, in an order that never changes.</summary>
/// <param name="Entries">This part, oldest first.</param>
/// <param name="Cursor">What to ask with for what follows; also at the end, where later entries will follow.</param>
/// <param name="IsEnd">Whether nothing follows yet.</param>
public sealed record JournalPage(IReadOnlyList<LedgerEntry> Entries, string Cursor, bool IsEnd);

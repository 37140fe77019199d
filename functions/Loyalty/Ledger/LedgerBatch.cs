using System.Collections.Immutable;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger;

/// <summary>What one commit writes, all of it or nothing: entries and accounts of one member.</summary>
public sealed record LedgerBatch
{
    /// <summary>Most operations (entries + accounts) in one batch; Cosmos DB's own limit.</summary>
    public const int MaxOperations = 100;

    public required MemberKey Member { get; init; }

    /// <summary>Accounts that change; empty when every entry is a refusal.</summary>
    public ImmutableArray<AccountWrite> Accounts { get; init; } = [];

    /// <summary>Entries to create, oldest first; empty when something is noted in an account that moves no points.</summary>
    public required ImmutableArray<LedgerEntry> Entries { get; init; }
}

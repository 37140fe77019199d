using System.Collections.Immutable;

namespace Loyalty.Ledger.Rules;

/// <summary>What a till said of a redemption or its reversal, and what the points were worth then. Money stands as text, as a
/// decimal without zeros at its end, because a store may keep numbers less exactly.</summary>
public sealed record TillSale
{
    /// <summary>How many points in all, those of other programs included; null in what another program gives.</summary>
    public Points? Points { get; init; }

    /// <summary>What they were worth in the program's currency.</summary>
    public string? Worth { get; init; }

    /// <summary>What they were worth in the money that the till counts in.</summary>
    public string? LocalWorth { get; init; }
    public string? TillId { get; init; }

    /// <summary>When it happened by the till's own clock, <c>2026-11-28 18:02:34</c>.</summary>
    public string? Time { get; init; }
    public string? Notes { get; init; }

    /// <summary>The redemption that another program, or a member of a group, gives these points to; null = it is the
    /// redemption itself.</summary>
    public EntryId? Redemption { get; init; }

    /// <summary>The other programs that give points to this redemption, in the order in which their points were
    /// taken.</summary>
    public ImmutableArray<ProgramId> Shares { get; init; } = [];
}

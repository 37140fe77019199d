using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Rules;

namespace Loyalty.PointOfSale;

/// <summary>What came of what a till asked for, with all that its answer says.</summary>
public sealed record TillOutcome
{
    /// <summary>Why not; none = it was done, or could be.</summary>
    public Refusal Refusal { get; init; }

    /// <summary>The customer; null = not found.</summary>
    public Member? Member { get; init; }

    /// <summary>The program; null = not found.</summary>
    public PointProgram? Program { get; init; }

    /// <summary>How many points it is about; null = nobody can tell.</summary>
    public Points? Points { get; init; }

    /// <summary>What they are worth.</summary>
    public Worth Worth { get; init; }

    /// <summary>The customer's points in the program, after what was done or is asked about.</summary>
    public Points Balance { get; init; }

    /// <summary>The redemption, or its reversal; null = nothing was posted.</summary>
    public LedgerEntry? Entry { get; init; }

    /// <summary>The redemption of a group that was done, or taken back; null = it is none.</summary>
    public GroupRedemption? Group { get; init; }

    /// <summary>Whose points were spent, or go back; null = the customer's alone.</summary>
    public IReadOnlyList<GroupShare>? Breakdown { get; init; }

    /// <summary>What a till takes it back by; null = nothing was redeemed.</summary>
    public EntryId? RedemptionId => Group?.Id ?? Entry?.Reverses ?? Entry?.Id;

    /// <summary>Whether the entry was there already, from the same request sent before.</summary>
    public bool IsReplay { get; init; }

    /// <summary>The message of the refusal, in the words of seed 004.</summary>
    public string Message =>
        Refusal.AtTill().Message.Replace("<X>", Program?.Redemption.MultipleOf.ToString(), StringComparison.Ordinal);

    /// <summary>The outcome once an entry is posted, which alone says what it was about: now, or when it was sent
    /// before.</summary>
    internal TillOutcome Done(LedgerEntry entry, bool isReplay) =>
        this with
        {
            Entry = entry,
            IsReplay = isReplay,
            Points = entry.Sale?.Points,
            Worth = new Worth(Worth.Parse(entry.Sale?.Worth), Worth.Parse(entry.Sale?.LocalWorth)),
            Balance = entry.BalanceAfter,
        };
}

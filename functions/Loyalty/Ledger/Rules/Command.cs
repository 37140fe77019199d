using Loyalty.Catalog;

namespace Loyalty.Ledger.Rules;

/// <summary>What is to be done to an account, with all that the decision depends on besides the account and the time.</summary>
public sealed record Command
{
    public required EntryId Id { get; init; }

    /// <summary>Any but <c>Expire</c>, which nobody asks for.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>How many points; positive, but for <c>Adjust</c>, where the sign says which way. At the end of a hold, how
    /// many go back: all for <c>Release</c>, perhaps none for <c>Capture</c>.</summary>
    public required Points Amount { get; init; }

    /// <summary>When it was accepted: the instant that counts for a rule's dates.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The member's status; null = unknown to the organisation.</summary>
    public MemberStatus? MemberStatus { get; init; }

    /// <summary>When it was read what the decision goes by: the rule, its status, the member's. Null = nobody says.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The rule that was triggered (<c>Earn</c>, <c>Redeem</c>, <c>Hold</c>); null there = it no longer exists. Of
    /// a reversal or the end of a hold, the original's rule as it is now; it decides nothing but whether that counts against
    /// a budget.</summary>
    public Rule? Rule { get; init; }

    /// <summary>Names the rule in the entry, also when it no longer exists. Null = points are redeemed or
    /// held without a rule; what the program allows was judged by whoever asks, because it may be a part of something larger.</summary>
    public RuleId? RuleId { get; init; }

    /// <summary>Names the version of the rule in the entry.</summary>
    public int? RuleVersion { get; init; }

    /// <summary>Most points that the rule's budget lets it move; null = the rule has none, or nobody asks.</summary>
    public Points? BudgetLimit { get; init; }

    /// <summary>The reservation under which it counts against a budget.</summary>
    public long? BudgetTicket { get; init; }

    /// <summary>What to take back (<c>Reverse</c>).</summary>
    public LedgerEntry? Original { get; init; }

    /// <summary>Σ requested by the posted reversals of <see cref="Original"/> so far.</summary>
    public Points AlreadyReversed { get; init; }

    /// <summary>The nonce of the <see cref="Account.Code"/> that the member has shown: it is used up by the entry that this
    /// command ends in, and by no refusal. Null = no code is asked for.</summary>
    public string? Code { get; init; }

    /// <summary>Until when points are held (<c>Hold</c>).</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Most holds that the account may have open, this one included (<c>Hold</c>).</summary>
    public int MostHolds { get; init; }

    /// <summary>What ends (<c>Capture</c>, <c>Release</c>).</summary>
    public Hold? Hold { get; init; }
    public ClientId? ClientId { get; init; }
    public RequestId? RequestId { get; init; }
    public string? Reference { get; init; }

    /// <summary>Names the partner in the entry.</summary>
    public string? Partner { get; init; }

    /// <summary>What points are issued for (<c>Issue</c>), in units of the program's currency.</summary>
    public long? Value { get; init; }

    /// <summary>Whether points are issued as a bonus (<c>Issue</c>).</summary>
    public bool Bonus { get; init; }

    /// <summary>What a till says of it; stands in the entry.</summary>
    public TillSale? Sale { get; init; }
    public string? ContentHash { get; init; }
    public string? TraceParent { get; init; }
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Loyalty.Ledger.Rules;

namespace Loyalty.GroupRedemptions;

/// <summary>Points that are redeemed from several members of a group: recorded before any of them are touched, and brought
/// to its end by whoever finds it, whole or not at all.</summary>
public sealed record GroupRedemption
{
    /// <summary>Also what a till knows it by.</summary>
    public required EntryId Id { get; init; }
    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public required ClientId ClientId { get; init; }

    /// <summary>The member who stands at the till, and need not give any of the points.</summary>
    public required MemberId CustomerId { get; init; }

    /// <summary>The client's own number of it.</summary>
    public required RequestId RequestId { get; init; }
    public required string GroupId { get; init; }

    /// <summary>The bill.</summary>
    public string? Reference { get; init; }

    /// <summary>What the till said, and what the points were worth.</summary>
    public required TillSale Sale { get; init; }
    public required GroupState State { get; init; }

    /// <summary>Why it is refused; <see cref="Refusal.None"/> otherwise.</summary>
    public Refusal Code { get; init; }

    /// <summary>How often shares were chosen. Each time has holds of its own.</summary>
    public required int Round { get; init; }

    /// <summary>Who gives how much, in the order in which the holds are placed.</summary>
    public required ImmutableArray<GroupShare> Shares { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What is on its way back to the members of what was done; null = nothing is.</summary>
    public GroupReturn? Returning { get; init; }

    /// <summary>From when somebody else looks after it; null = it has come to its end.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The entry that holds a share.</summary>
    public EntryId HoldOf(GroupShare share) => EntryId.ForGroupHold(Id, share.UserId, Round);

    /// <summary>The account that gives a share.</summary>
    public AccountKey AccountOf(GroupShare share) => new(OrgId, share.UserId, ProgramId);
}

/// <summary>A part of a group's redemption that is taken back.</summary>
/// <param name="ClientId">Who takes it back.</param>
/// <param name="RequestId">Their number of it, or one that was made for it: the entries that give back bear it.</param>
/// <param name="Sale">What the till said, and what the points were worth; stands in the first of those entries.</param>
/// <param name="Shares">Who gets how much, in the order in which they do.</param>
public sealed record GroupReturn(
    ClientId ClientId,
    RequestId RequestId,
    TillSale Sale,
    ImmutableArray<GroupShare> Shares
);

/// <summary>How far the redemption of a group has come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GroupState>))]
public enum GroupState
{
    /// <summary>Members' points are being held.</summary>
    Holding,

    /// <summary>All are held; each is to be captured.</summary>
    Capturing,

    /// <summary>All are captured.</summary>
    Done,

    /// <summary>Not all could be had; each is to go back.</summary>
    Releasing,

    /// <summary>All went back.</summary>
    Refused,
}

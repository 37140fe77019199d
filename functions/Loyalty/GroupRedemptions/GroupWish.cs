using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.GroupRedemptions;

/// <summary>A wish to redeem points of a group, whose caller has judged what the program allows.</summary>
public sealed record GroupWish
{
    /// <summary>The same wish sent again has the same.</summary>
    public required EntryId Id { get; init; }
    public required PointProgram Program { get; init; }
    public required MemberGroup Group { get; init; }

    /// <summary>The member who stands at the till.</summary>
    public required MemberId CustomerId { get; init; }
    public required Points Points { get; init; }
    public required ClientId ClientId { get; init; }
    public required RequestId RequestId { get; init; }

    /// <summary>The bill.</summary>
    public string? Reference { get; init; }

    /// <summary>What the till said, and what the points are worth.</summary>
    public required TillSale Sale { get; init; }

    /// <summary>The nonce of the code that the customer has shown, as <see cref="Command.Code"/>; null = none is
    /// asked for.</summary>
    public string? Code { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="Redemption">As it is stored; null = none ever was.</param>
/// <param name="Refusal">Why not; none = it is done.</param>
/// <param name="IsReplay">Whether it was done before.</param>
public sealed record GroupOutcome(GroupRedemption? Redemption, Refusal Refusal, bool IsReplay = false);

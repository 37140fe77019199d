using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Reading;

namespace Loyalty.Management.Groups;

/// <summary>What a group has in a program, as callers of the management API see it.</summary>
public sealed record GroupPointsDocument
{
    public required string GroupId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>What can be spent, and what is held.</summary>
    public required Points Balance { get; init; }

    /// <summary>What the members who may spend can spend together; who is below zero counts as zero.</summary>
    public required Points Available { get; init; }

    /// <summary>What is held of the points of those who may spend.</summary>
    public required Points Held { get; init; }

    /// <summary>In the order in which the group names them.</summary>
    public required IReadOnlyList<GroupMemberDocument> Members { get; init; }

    /// <summary>What would come of the redemption that was asked about; null = none was.</summary>
    public required GroupTakingDocument? Redemption { get; init; }
}

/// <summary>What a member of a group has.</summary>
public sealed record GroupMemberDocument
{
    public required MemberId UserId { get; init; }

    /// <summary>Null = not registered.</summary>
    public required string? Status { get; init; }

    /// <summary>Whether the points count for the group.</summary>
    public required bool MaySpend { get; init; }

    /// <summary>What can be spent, and what is held.</summary>
    public required Points Balance { get; init; }
    public required Points Available { get; init; }
    public required Points Held { get; init; }

    /// <summary>What expires first of what can be spent; null = nothing ever does.</summary>
    public required Expiring? NextExpiring { get; init; }
}

/// <summary>Whose points a redemption would take.</summary>
/// <param name="Points">How many points it asks for.</param>
/// <param name="Missing">How many of them the group does not have.</param>
/// <param name="Taken">Who would give how many, in the order of the members' ids; nobody where some are missing.</param>
public sealed record GroupTakingDocument(Points Points, Points Missing, IReadOnlyList<GroupShare> Taken);

using System.Collections.Immutable;

namespace Loyalty.Reports;

/// <summary>What happened in a program on one of its calendar days.</summary>
public sealed record DayTotals
{
    public required DateOnly Date { get; init; }

    /// <summary>Points that rules and partners awarded.</summary>
    public Points Earned { get; init; }

    /// <summary>Points that were spent; what holds gave back is taken off.</summary>
    public Points Redeemed { get; init; }

    /// <summary>Points that were taken because their time was over.</summary>
    public Points Expired { get; init; }

    /// <summary>Points given or, negative, taken outside of any rule.</summary>
    public Points Adjusted { get; init; }

    /// <summary>What reversals did to balances, signed.</summary>
    public Points Reversed { get; init; }

    /// <summary>Entries that moved points because somebody asked: all but expiries.</summary>
    public long Succeeded { get; init; }

    /// <summary>Requests that were refused, at the door or by the account.</summary>
    public long Failed { get; init; }

    /// <summary>The refused ones by their reason; in order of it.</summary>
    public ImmutableArray<FailureCount> Failures { get; init; } = [];
}

/// <summary>How often something was refused for one reason.</summary>
public readonly record struct FailureCount(Refusal Code, long Count);

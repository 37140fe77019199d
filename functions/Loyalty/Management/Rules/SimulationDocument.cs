namespace Loyalty.Management.Rules;

/// <summary>What a request would come to.</summary>
public sealed record SimulationDocument
{
    /// <summary><c>success</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Points that would move; null when it would fail.</summary>
    public required Points? Point { get; init; }

    /// <summary>The callback's words when it would fail; else null.</summary>
    public required string? ErrorMessage { get; init; }
    public required Points Balance { get; init; }
    public required Points BalanceAfter { get; init; }

    /// <summary>The last date on which awarded points could be spent; null = they never expire, or none are
    /// awarded.</summary>
    public required DateOnly? ExpirationDate { get; init; }

    /// <summary>What the rule's cap would still allow the member afterwards; null = no cap.</summary>
    public required Points? CapRemaining { get; init; }

    /// <summary>What would be left of the rule's budget; null = no budget.</summary>
    public required Points? BudgetRemaining { get; init; }

    /// <summary>Where the simulation differs from what would happen now; null = nowhere.</summary>
    public required string? Note { get; init; }
}

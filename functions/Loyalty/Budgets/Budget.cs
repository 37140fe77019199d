using System.Text.Json.Serialization;

namespace Loyalty.Budgets;

/// <summary>
/// What a rule has moved. How large its budget is stands in the rule, so that changing it changes nothing here, and what
/// moves while the rule has none counts as well (<see cref="Catalog.Rule.IsCounted"/>). What it moved before its first
/// budget, without a reservation, is counted before the rule is active again.
/// </summary>
public sealed record Budget
{
    public required OrgId OrgId { get; init; }
    public required RuleId RuleId { get; init; }

    /// <summary>Points moved by entries whose reservations are settled, reversals taken off. Negative where more was taken
    /// back than was moved under a reservation.</summary>
    public Points Used { get; init; }

    /// <summary>Points moved by entries that name no reservation, reversals taken off; null = nobody has counted them,
    /// because there are none or the rule never had a budget.</summary>
    public Points? Before { get; init; }

    /// <summary>Σ points of the open reservations.</summary>
    public Points Reserved { get; init; }

    /// <summary>How many changes it has seen; the ticket of the reservations that the next one makes is one more.</summary>
    public long Version { get; init; }

    /// <summary>When points were last set aside.</summary>
    public DateTimeOffset ReservedAt { get; init; }

    [JsonIgnore]
    public BudgetKey Key => new(OrgId, RuleId);

    [JsonIgnore]
    public BudgetUse Use => new(Used + (Before ?? Points.Zero), Reserved);

    /// <summary>The budget of a rule that has moved nothing.</summary>
    public static Budget Empty(BudgetKey key) => new() { OrgId = key.OrgId, RuleId = key.RuleId };
}

/// <summary>How far a rule's budget is used up.</summary>
/// <param name="Used">Points that the rule has moved, reversals taken off.</param>
/// <param name="Reserved">Points set aside for entries that are being decided.</param>
public readonly record struct BudgetUse(Points Used, Points Reserved)
{
    /// <summary>What of a budget can still be moved; never negative, also when the budget was lowered below its use.</summary>
    public Points RemainingOf(Points budget) => Points.Max(budget - Used - Reserved, Points.Zero);
}

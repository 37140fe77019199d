using System.Text.Json.Serialization;
using Loyalty.Catalog;
using Loyalty.Json;

namespace Loyalty.Management.Rules;

/// <summary>A rule as callers see it.</summary>
public sealed record RuleDocument
{
    public required RuleId RuleId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public required string Name { get; init; }

    /// <summary><c>earn</c> or <c>redeem</c>.</summary>
    public required string Type { get; init; }
    public required string Trigger { get; init; }
    public required IReadOnlyList<ClientId> ClientIds { get; init; }
    public required Cap? Cap { get; init; }
    public required Points? Budget { get; init; }

    /// <summary>Points that the rule has moved of its budget; 0 without one.</summary>
    public required Points BudgetUsed { get; init; }
    public required DateTimeOffset? StartsAt { get; init; }
    public required DateTimeOffset? EndsAt { get; init; }

    /// <summary><c>draft</c>, <c>active</c>, <c>inactive</c> or <c>archived</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Counts the changes made since the rule was first active, from 1.</summary>
    public required int Version { get; init; }
    public required DateTimeOffset? CreatedAt { get; init; }
    public required ClientId? CreatedBy { get; init; }
    public required DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>In lists only: what a change of this row must name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Etag { get; init; }

    internal static RuleDocument Of(Rule rule, Points budgetUsed) =>
        new()
        {
            RuleId = rule.RuleId,
            ProgramId = rule.ProgramId,
            Name = rule.Name,
            Type = Words.Of(rule.Type),
            Trigger = rule.Trigger,
            ClientIds = rule.ClientIds,
            Cap = rule.Cap,
            Budget = rule.Budget,
            BudgetUsed = budgetUsed,
            StartsAt = rule.StartsAt,
            EndsAt = rule.EndsAt,
            Status = Words.Of(rule.Status),
            Version = rule.Version,
            CreatedAt = rule.CreatedAt,
            CreatedBy = rule.CreatedBy,
            UpdatedAt = rule.UpdatedAt,
        };
}

using Loyalty.Catalog;

namespace Loyalty.Management.Rules;

/// <summary>What a rule said in one of its versions.</summary>
public sealed record RuleVersionDocument
{
    public required int Version { get; init; }

    /// <summary>When it was made; null = with the rule, by the product itself.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>Who made it; null = the product itself.</summary>
    public required ClientId? By { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<ClientId> ClientIds { get; init; }
    public required Cap? Cap { get; init; }
    public required Points? Budget { get; init; }
    public required DateTimeOffset? StartsAt { get; init; }
    public required DateTimeOffset? EndsAt { get; init; }

    internal static RuleVersionDocument Of(Rule rule) =>
        new()
        {
            Version = rule.Version,
            Since = rule.VersionSince ?? rule.CreatedAt,
            By = rule.VersionBy ?? rule.CreatedBy,
            Name = rule.Name,
            ClientIds = rule.ClientIds,
            Cap = rule.Cap,
            Budget = rule.Budget,
            StartsAt = rule.StartsAt,
            EndsAt = rule.EndsAt,
        };
}

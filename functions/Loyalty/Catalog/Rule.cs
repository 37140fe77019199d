using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>A rule that authorised clients trigger to award or spend points (seed 001).</summary>
public sealed record Rule : ICatalogDocument<Rule>
{
    public required OrgId OrgId { get; init; }
    public required RuleId RuleId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public required string Name { get; init; }
    public required RuleType Type { get; init; }

    /// <summary>What sets the rule off; today only <c>api</c>.</summary>
    public string Trigger { get; init; } = "api";

    /// <summary>The clients that may trigger the rule.</summary>
    public required IReadOnlyList<ClientId> ClientIds { get; init; }

    /// <summary>Most points per member and period; null = no cap.</summary>
    public Cap? Cap { get; init; }

    /// <summary>Most points that the rule may move over all members, ever; null = no budget.</summary>
    public Points? Budget { get; init; }

    /// <summary>First instant at which requests are accepted; null = no start.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>First instant at which requests are no longer accepted; null = no end.</summary>
    public DateTimeOffset? EndsAt { get; init; }
    public RuleStatus Status { get; init; } = RuleStatus.Draft;

    /// <summary>When it last came into its status; null = it was created so, or nobody wrote it down.</summary>
    public DateTimeOffset? StatusSince { get; init; }

    /// <summary>Whether all that it moves is counted against a budget, also while it has none: from the first activation
    /// with a budget on, for good. Like the status it belongs to no version.</summary>
    public bool IsCounted { get; init; }

    /// <summary>
    /// Which version this is, from 1. A change of a rule that was ever active makes the next one; the one before is kept
    /// as <see cref="RuleVersion"/>, so that every entry can be judged by what was in force when it was accepted. The
    /// status belongs to no version.
    /// </summary>
    public int Version { get; init; } = 1;

    /// <summary>When and by whom this version was made; null = with the rule.</summary>
    public DateTimeOffset? VersionSince { get; init; }

    /// <inheritdoc cref="VersionSince"/>
    public ClientId? VersionBy { get; init; }

    /// <summary>When and by whom it was created; null = by the product itself.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc cref="CreatedAt"/>
    public ClientId? CreatedBy { get; init; }

    /// <summary>When it was last changed; null = never.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <inheritdoc/>
    public static string Kind => "rule";

    /// <inheritdoc/>
    public static JsonTypeInfo<Rule> Json => CatalogJson.Default.Rule;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, RuleId);

    public static CatalogKey KeyOf(OrgId org, RuleId rule) => new(org.Value, rule.Value);

    /// <summary>Whether the dates admit a request at an instant.</summary>
    public bool Admits(DateTimeOffset at) => (StartsAt is null || at >= StartsAt) && (EndsAt is null || at < EndsAt);
}

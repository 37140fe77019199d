using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>A version of a rule that a later one has replaced. Never changes once it is stored.</summary>
public sealed record RuleVersion : ICatalogDocument<RuleVersion>
{
    /// <summary>The rule as it was; its status means nothing here.</summary>
    public required Rule Rule { get; init; }

    /// <inheritdoc/>
    public static string Kind => "rule-version";

    /// <inheritdoc/>
    public static JsonTypeInfo<RuleVersion> Json => CatalogJson.Default.RuleVersion;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(Rule.OrgId, Rule.RuleId, Rule.Version);

    public static CatalogKey KeyOf(OrgId org, RuleId rule, int version) =>
        new(ScopeOf(org, rule), version.ToString("D9", CultureInfo.InvariantCulture));

    /// <summary>The versions of one rule, the oldest first.</summary>
    public static string ScopeOf(OrgId org, RuleId rule) => $"{org}|{rule}";
}

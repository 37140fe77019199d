using Loyalty.Catalog;

namespace Loyalty.Management.Rules;

/// <summary>The life cycle of rules: draft → active ⇄ inactive, any → archived, which is the end.</summary>
internal static class RuleLife
{
    /// <summary>What the step makes of a rule; null = it cannot be taken from there.</summary>
    public static RuleStatus? After(RuleStatus status, RuleStep step) =>
        (status, step) switch
        {
            (RuleStatus.Draft or RuleStatus.Inactive, RuleStep.Activate) => RuleStatus.Active,
            (RuleStatus.Active, RuleStep.Deactivate) => RuleStatus.Inactive,
            (not RuleStatus.Archived, RuleStep.Archive) => RuleStatus.Archived,
            _ => null,
        };
}

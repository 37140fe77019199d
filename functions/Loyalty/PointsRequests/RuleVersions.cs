using Loyalty.Catalog;

namespace Loyalty.PointsRequests;

/// <summary>Finds rules as they were when a request was accepted.</summary>
public sealed class RuleVersions(ICatalog store, CachedCatalog catalog)
{
    /// <summary>The rule as it was in that version, but with the status that it has now: switching a rule off is an
    /// emergency brake, which also stops what was accepted before; and counted as it is now, or a budget would miss what
    /// was accepted before there was one. Null = there is no such rule or version.</summary>
    public async ValueTask<Rule?> FindAsync(OrgId org, RuleId id, int version, CancellationToken cancellationToken)
    {
        var key = Rule.KeyOf(org, id);
        var rule = await catalog.FindAsync<Rule>(key, cancellationToken);
        // Another host may have made the version after this one read the rule.
        if (rule is null || rule.Version < version)
            rule = (await store.FindAsync<Rule>(key, cancellationToken))?.Value;
        if (rule is null || rule.Version < version)
            return null;
        if (rule.Version == version)
            return rule;
        var replaced = await catalog.FindAsync<RuleVersion>(RuleVersion.KeyOf(org, id, version), cancellationToken);
        return replaced is null ? null : replaced.Rule with { Status = rule.Status, IsCounted = rule.IsCounted };
    }
}

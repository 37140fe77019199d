using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Management.Rules;

/// <summary>The versions of rules: keeps those that are replaced, and lists them.</summary>
public sealed class RuleHistory(ICatalog store, CachedCatalog catalog)
{
    /// <summary>The cursor behind the replaced versions, where a page had no room for the one in force.</summary>
    private const string AtCurrent = "current";

    /// <summary>The caller's rule of that id, or null.</summary>
    public async Task<Rule?> FindAsync(Caller caller, string ruleId, CancellationToken cancellationToken) =>
        RuleId.TryParse(ruleId, out var id)
            ? (await store.FindAsync<Rule>(Rule.KeyOf(caller.OrgId, id), cancellationToken))?.Value
            : null;

    /// <summary>The versions of a rule, the oldest first, the last one in force.</summary>
    /// <exception cref="UnknownCursorException">The cursor is none of ours.</exception>
    public async Task<Page<RuleVersionDocument>> ListAsync(
        Rule rule,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var current = RuleVersionDocument.Of(rule);
        if (cursor == AtCurrent)
            return new Page<RuleVersionDocument>([current], null);
        var page = await store.ListAsync<RuleVersion>(
            RuleVersion.ScopeOf(rule.OrgId, rule.RuleId),
            cursor,
            limit,
            cancellationToken
        );
        // The rule was read first, so one of these may have been the one in force then.
        var replaced = page
            .Items.Select(item => item.Value.Rule)
            .Where(version => version.Version < rule.Version)
            .Select(RuleVersionDocument.Of);
        return page.NextCursor is not null ? new Page<RuleVersionDocument>([.. replaced], page.NextCursor)
            : page.Items.Count < limit ? new Page<RuleVersionDocument>([.. replaced, current], null)
            : new Page<RuleVersionDocument>([.. replaced], AtCurrent);
    }

    /// <summary>
    /// The rule that replaces another: the next version where the rule was ever active and something differs, and then
    /// the one before is stored. Before the change itself, so that no version is ever missing; whoever changes the rule
    /// at the same time, or again after a crash, stores the same.
    /// </summary>
    internal async Task<Rule> NextAsync(
        Rule before,
        Rule after,
        Caller by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var isSame =
            before == after with { ClientIds = before.ClientIds } && before.ClientIds.SequenceEqual(after.ClientIds);
        if (isSame || before.Status == RuleStatus.Draft)
            return after;
        await catalog.CreateAsync(new RuleVersion { Rule = before }, cancellationToken);
        return after with { Version = before.Version + 1, VersionSince = now, VersionBy = by.ClientId };
    }
}

using Loyalty.Catalog;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Reports;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Rules;

/// <summary>
/// The rules of an organisation (seed 001). A change is judged in this order: 1 the rule is there · 2 the caller may ·
/// 3 the fields are right, all errors at once · 4 the tag · 5 the life cycle.
/// </summary>
public sealed partial class RuleRegister(
    ICatalog store,
    CachedCatalog catalog,
    Creations creations,
    RuleReferences references,
    AuditRecords audit,
    RuleBudgets budgets,
    FirstBudgets firstBudgets,
    RuleHistory history,
    IOptions<ManagementOptions> options,
    TimeProvider time
)
{
    private const string Kind = "rule";

    /// <summary>The rules that fit, in the order of their ids.</summary>
    /// <exception cref="UnknownCursorException">The cursor is none of ours.</exception>
    public async Task<Page<RuleDocument>> ListAsync(
        Caller caller,
        RuleFilter filter,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var page = await store.FilteredAsync<Rule>(
            caller.OrgId.Value,
            terms: [],
            cursor,
            limit,
            options.Value.MaxReadsPerPage,
            filter.Fits,
            cancellationToken
        );
        var items = new List<RuleDocument>(page.Items.Count);
        foreach (var (rule, etag) in page.Items)
            items.Add(await DocumentAsync(rule, cancellationToken) with { Etag = EntityTags.Quoted(etag) });
        return new Page<RuleDocument>(items, page.NextCursor);
    }

    /// <summary>One rule.</summary>
    public async Task<Outcome<RuleDocument>> FindAsync(
        Caller caller,
        string ruleId,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(caller, ruleId, cancellationToken) is { } found
            ? Outcomes.Done(await DocumentAsync(found.Value, cancellationToken), found.ETag)
            : Refusal.NotFound;

    /// <summary>Creates a draft.</summary>
    public async Task<Outcome<RuleDocument>> CreateAsync(
        Caller caller,
        CreationRequest request,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        if (await EarlierAsync(caller, request, cancellationToken) is { } earlier)
            return earlier;
        var draft = RuleDraft.Read(fields, options.Value);
        await references.CheckAsync(caller.OrgId, draft, fields, cancellationToken);
        if (fields.Errors.Count > 0)
            return Problem.Invalid(fields.Errors);
        return await StoreNewAsync(caller, request, "create", draft.ApplyTo, cancellationToken);
    }

    /// <summary>Creates a draft that is like another rule but for its name.</summary>
    public async Task<Outcome<RuleDocument>> DuplicateAsync(
        Caller caller,
        CreationRequest request,
        string ruleId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(caller, ruleId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        if (await EarlierAsync(caller, request, cancellationToken) is { } earlier)
            return earlier;
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        var name = $"Copy of {found.Value.Name}";
        if (name.Length > options.Value.MaxNameLength)
            name = name[..LengthOf(name, options.Value.MaxNameLength)];
        return await StoreNewAsync(
            caller,
            request,
            "duplicate",
            created =>
                found.Value with
                {
                    RuleId = created.RuleId,
                    Name = name,
                    Status = created.Status,
                    Version = created.Version,
                    StatusSince = null,
                    IsCounted = false,
                    VersionSince = null,
                    VersionBy = null,
                    CreatedAt = created.CreatedAt,
                    CreatedBy = created.CreatedBy,
                    UpdatedAt = created.UpdatedAt,
                },
            cancellationToken
        );
    }

    /// <summary>Replaces what a caller may say of a rule. Who may only draft changes drafts only.</summary>
    public async Task<Outcome<RuleDocument>> ChangeAsync(
        Caller caller,
        string ruleId,
        IfMatch? ifMatch,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(caller, ruleId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        var rule = found.Value;
        if (rule.Status != RuleStatus.Draft && !caller.May(Scopes.Manage))
            return Refusal.InsufficientScope;
        var draft = RuleDraft.Read(fields, options.Value);
        await references.CheckAsync(caller.OrgId, draft, fields, cancellationToken);
        if (rule.Status is RuleStatus.Active or RuleStatus.Inactive)
            draft.CheckFixed(rule, fields);
        if (fields.Errors.Count > 0)
            return Problem.Invalid(fields.Errors);
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        if (rule.Status == RuleStatus.Archived)
            return Problem.IllegalStep("Archived rules cannot be changed.");
        var changed = draft.ApplyTo(rule);
        if (
            rule.Status == RuleStatus.Active
            && await references.LackingScopeAsync(changed, cancellationToken) is { Count: > 0 } lacking
        )
            return Problem.Invalid(lacking);
        var next = await history.NextAsync(rule, changed, caller, time.GetUtcNow(), cancellationToken);
        // Only to show it; it is counted for good before the rule is active again.
        if (next is { Status: RuleStatus.Inactive, Budget: not null, IsCounted: false })
            await CountAsync(next, cancellationToken);
        return await ReplaceAsync(caller, "update", found, next, cancellationToken);
    }

    /// <summary>The rule as it is stored, of the caller's organisation; null = there is none.</summary>
    internal async ValueTask<Versioned<Rule>?> ReadAsync(
        Caller caller,
        string ruleId,
        CancellationToken cancellationToken
    ) =>
        RuleId.TryParse(ruleId, out var id)
            ? await store.FindAsync<Rule>(Rule.KeyOf(caller.OrgId, id), cancellationToken)
            : null;

    /// <summary>What the request's key has led to; null = nothing yet.</summary>
    private Task<Outcome<RuleDocument>?> EarlierAsync(
        Caller caller,
        CreationRequest request,
        CancellationToken cancellationToken
    ) => creations.EarlierAsync(request, id => FindAsync(caller, id, cancellationToken), cancellationToken);

    private async Task<Outcome<RuleDocument>> StoreNewAsync(
        Caller caller,
        CreationRequest request,
        string action,
        Func<Rule, Rule> fill,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var (id, refusal) = await creations.ClaimAsync(request, FreshId.Create(Kind, now), cancellationToken);
        if (refusal != Refusal.None)
            return refusal;
        var rule = fill(
            new Rule
            {
                OrgId = caller.OrgId,
                RuleId = TextId.From<RuleId>(id),
                ProgramId = default,
                Name = "",
                Type = default,
                ClientIds = [],
                CreatedAt = now,
                CreatedBy = caller.ClientId,
                UpdatedAt = now,
            }
        );
        var document = await DocumentAsync(rule, cancellationToken);
        var record = audit.Of(caller, action, Kind, id, null, document);
        if (await catalog.CreateAsync(rule, record, cancellationToken) is { } etag)
            return Outcomes.Done(document, etag);
        // The same request, sent twice at the same time: the other one was faster.
        return await EarlierAsync(caller, request, cancellationToken)
            ?? throw new InvalidOperationException($"Rule {id} is there and is not.");
    }

    private async Task<Outcome<RuleDocument>> ReplaceAsync(
        Caller caller,
        string action,
        Versioned<Rule> found,
        Rule changed,
        CancellationToken cancellationToken
    )
    {
        var rule = changed with { UpdatedAt = time.GetUtcNow() };
        var before = await DocumentAsync(found.Value, cancellationToken);
        var after = await DocumentAsync(rule, cancellationToken);
        var record = audit.Of(caller, action, Kind, rule.RuleId.Value, before, after);
        return Outcomes.Changed(after, await catalog.ReplaceAsync(rule, found.ETag, record, cancellationToken));
    }

    private async ValueTask<RuleDocument> DocumentAsync(Rule rule, CancellationToken cancellationToken) =>
        RuleDocument.Of(rule, (await budgets.UseAsync(rule, cancellationToken)).Used);

    /// <summary>So much of a text that no character is cut in two.</summary>
    private static int LengthOf(string text, int most) => char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
}

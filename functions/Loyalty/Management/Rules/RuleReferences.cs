using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;

namespace Loyalty.Management.Rules;

/// <summary>Whether the program and the clients that a rule names are there. What the cache does not know may have been
/// created elsewhere a moment ago, so the store is asked as well.</summary>
public sealed class RuleReferences(ICatalog store, CachedCatalog catalog)
{
    private static FieldError UnknownProgram => new("programId", "not_allowed", "There is no such program.");

    /// <summary>Adds an error for each that is not the organisation's.</summary>
    internal async Task CheckAsync(OrgId org, RuleDraft draft, JsonFields fields, CancellationToken cancellationToken)
    {
        if (draft.ProgramId != default)
            switch (await ProgramAsync(org, draft.ProgramId, cancellationToken))
            {
                case null:
                    fields.Fail(UnknownProgram.Field, UnknownProgram.Code, UnknownProgram.Message);
                    break;
                case { Remote: not null }:
                    fields.Fail(
                        "programId",
                        "not_allowed",
                        "Another system keeps this program's books, and its rules."
                    );
                    break;
            }
        for (var i = 0; i < draft.ClientIds.Count; i++)
        {
            var id = draft.ClientIds[i];
            if (id != default && (await ClientAsync(id, cancellationToken))?.OrgId != org)
                fields.Fail($"clientIds[{i}]", "not_allowed", "The organisation has no such client.");
        }
    }

    /// <summary>Why a rule cannot be activated; empty = it can.</summary>
    internal async Task<IReadOnlyList<FieldError>> WhyNotActiveAsync(
        Rule rule,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var errors = new List<FieldError>();
        if (await ProgramAsync(rule.OrgId, rule.ProgramId, cancellationToken) is null)
            errors.Add(UnknownProgram);
        if (rule.EndsAt <= now)
            errors.Add(new FieldError("endsAt", "range", "Must be in the future."));
        errors.AddRange(await LackingScopeAsync(rule, cancellationToken));
        return errors;
    }

    /// <summary>An error for each client that could not trigger the rule, since it lacks the scope or is gone.</summary>
    internal async Task<IReadOnlyList<FieldError>> LackingScopeAsync(Rule rule, CancellationToken cancellationToken)
    {
        var scope = rule.Type == RuleType.Earn ? Scopes.PointsEarn : Scopes.PointsRedeem;
        var errors = new List<FieldError>();
        for (var i = 0; i < rule.ClientIds.Count; i++)
        {
            var client = await ClientAsync(rule.ClientIds[i], cancellationToken);
            if (client?.Scopes.Contains(scope) != true)
                errors.Add(
                    new FieldError(
                        $"clientIds[{i}]",
                        "not_allowed",
                        $"{client?.Name ?? "A client"} ({rule.ClientIds[i]}) lacks the scope {scope}."
                    )
                );
        }

        return errors;
    }

    /// <summary>The organisation's program of that id, or null.</summary>
    internal async ValueTask<PointProgram?> ProgramAsync(OrgId org, ProgramId id, CancellationToken cancellationToken)
    {
        var key = PointProgram.KeyOf(org, id);
        return await catalog.FindAsync<PointProgram>(key, cancellationToken)
            ?? (await store.FindAsync<PointProgram>(key, cancellationToken))?.Value;
    }

    private async ValueTask<Client?> ClientAsync(ClientId id, CancellationToken cancellationToken) =>
        await catalog.FindAsync<Client>(Client.KeyOf(id), cancellationToken)
        ?? (await store.FindAsync<Client>(Client.KeyOf(id), cancellationToken))?.Value;
}

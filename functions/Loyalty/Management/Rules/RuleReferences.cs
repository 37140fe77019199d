using Loyalty.Catalog;
using Loyalty.Json;

namespace Loyalty.Management.Rules;

/// <summary>Whether the program and the clients that a rule names are there. What the cache does not know may have been
/// created elsewhere a moment ago, so the store is asked as well.</summary>
public sealed class RuleReferences(ICatalog store, CachedCatalog catalog)
{
    internal static FieldError UnknownProgram => new("programId", "not_allowed", "There is no such program.");

    /// <summary>Adds an error for each that is not the organisation's.</summary>
    internal async Task CheckAsync(OrgId org, RuleDraft draft, JsonFields fields, CancellationToken cancellationToken)
    {
        if (draft.ProgramId != default && await ProgramAsync(org, draft.ProgramId, cancellationToken) is null)
            fields.Fail(UnknownProgram.Field, UnknownProgram.Code, UnknownProgram.Message);
        for (var i = 0; i < draft.ClientIds.Count; i++)
        {
            var id = draft.ClientIds[i];
            if (id != default && (await ClientAsync(id, cancellationToken))?.OrgId != org)
                fields.Fail($"clientIds[{i}]", "not_allowed", "The organisation has no such client.");
        }
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

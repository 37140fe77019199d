using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Organisations;

/// <summary>Shows and changes the caller's organisation.</summary>
public sealed class OrganisationRegister(
    ICatalog store,
    CachedCatalog catalog,
    AuditRecords audit,
    IOptions<ManagementOptions> options,
    IOptions<CallbackOptions> callbacks
)
{
    private const string Kind = "organisation";

    /// <summary>The organisation.</summary>
    public async Task<Outcome<OrganisationDocument>> FindAsync(Caller caller, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(caller, cancellationToken);
        return Outcomes.Done(OrganisationDocument.Of(found.Value), found.ETag);
    }

    /// <summary>Replaces what it may say of itself.</summary>
    public async Task<Outcome<OrganisationDocument>> ChangeAsync(
        Caller caller,
        IfMatch? ifMatch,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        var found = await ReadAsync(caller, cancellationToken);
        var allowLoopback = callbacks.Value.AllowLoopbackAndHttp;
        var organisation = OrganisationDraft.Read(fields, found.Value, options.Value, allowLoopback);
        if (fields.Errors.Count > 0)
            return Problem.Invalid(fields.Errors);
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        var (before, after) = (OrganisationDocument.Of(found.Value), OrganisationDocument.Of(organisation));
        var record = audit.Of(caller, "update", Kind, caller.OrgId.Value, before, after);
        return Outcomes.Changed(after, await catalog.ReplaceAsync(organisation, found.ETag, record, cancellationToken));
    }

    private async Task<Versioned<Organisation>> ReadAsync(Caller caller, CancellationToken cancellationToken) =>
        await store.FindAsync<Organisation>(Organisation.KeyOf(caller.OrgId), cancellationToken)
        ?? throw new InvalidOperationException($"Organisation {caller.OrgId} does not exist.");
}

using Loyalty.Catalog;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Json;

namespace Loyalty.Management.Groups;

/// <summary>Sets up groups of members.</summary>
public sealed class GroupRegister(
    ICatalog store,
    CachedCatalog catalog,
    Creations creations,
    AuditRecords audit,
    TimeProvider time
)
{
    private const string Kind = "group";
    private const int MostAttempts = 8;
    private readonly UniqueNames<GroupAlias, MemberGroup> names = new(
        store,
        catalog,
        alias => MemberGroup.KeyOf(alias.OrgId, alias.GroupId),
        (group, alias) => group.ExternalId == alias.ExternalId
    );
    private readonly UniqueNames<GroupListing, MemberGroup> listings = new(
        store,
        catalog,
        listing => MemberGroup.KeyOf(listing.OrgId, listing.GroupId),
        (group, listing) => group.Members.Contains(listing.MemberId)
    );

    /// <summary>An organisation's groups in the order of their ids.</summary>
    public async Task<Page<GroupDocument>> ListAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var page = await store.ListAsync<MemberGroup>(org.Value, cursor, limit, cancellationToken);
        return page.Select(item => GroupDocument.Of(item.Value, EntityTags.Quoted(item.ETag)));
    }

    /// <summary>A group.</summary>
    public async Task<Outcome<GroupDocument>> FindAsync(
        OrgId org,
        string groupId,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync<MemberGroup>(MemberGroup.KeyOf(org, groupId), cancellationToken) is { } found
            ? Outcomes.Done(GroupDocument.Of(found.Value), found.ETag)
            : Refusal.NotFound;

    /// <summary>Makes a group.</summary>
    public async Task<Outcome<GroupDocument>> CreateAsync(
        Caller caller,
        CreationRequest request,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        var said = GroupDraft.Read(fields);
        if (fields.Errors.Count > 0)
            return Problem.Invalid(fields.Errors);
        var (groupId, refusal) = await creations.FindAsync(request, cancellationToken);
        if (refusal != Refusal.None)
            return refusal;
        var begun = groupId is null ? null : await FindAsync(caller.OrgId, groupId);
        if (begun is { Value.ClaimedExternalId: null })
            return Again(begun);
        var wanted = said.ApplyTo(
            new MemberGroup
            {
                OrgId = caller.OrgId,
                GroupId = groupId ?? FreshId.Create(Kind, time.GetUtcNow()),
                PrimaryUserId = said.PrimaryUserId,
                Members = said.Members,
            }
        );
        if (await JudgeAsync(wanted, cancellationToken) is { } problem)
            return problem;
        (groupId, refusal) = await creations.ClaimAsync(request, wanted.GroupId, cancellationToken);
        if (refusal != Refusal.None)
            return refusal;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await WriteNewAsync(caller, wanted with { GroupId = groupId }, begun, cancellationToken) is { } outcome)
                return outcome;
            begun = await FindAsync(caller.OrgId, groupId);
            if (begun is { Value.ClaimedExternalId: null })
                return Again(begun);
        }

        throw new UnavailableException($"Gave up making a group after {MostAttempts} conflicting writes.");

        ValueTask<Versioned<MemberGroup>?> FindAsync(OrgId org, string id) =>
            store.FindAsync<MemberGroup>(MemberGroup.KeyOf(org, id), cancellationToken);
    }

    /// <summary>Changes a group.</summary>
    public async Task<Outcome<GroupDocument>> ChangeAsync(
        Caller caller,
        string groupId,
        IfMatch? ifMatch,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        var said = GroupDraft.Read(fields);
        if (fields.Errors.Count > 0)
            return Problem.Invalid(fields.Errors);
        var (found, refusal) = await ReadAsync(caller.OrgId, groupId, ifMatch, cancellationToken);
        if (found is null)
            return refusal;
        var before = found.Value;
        var after = said.ApplyTo(before);
        if (await JudgeAsync(after, cancellationToken) is { } problem)
            return problem;
        var held = await names.ReadAsync(GroupNames.Of(before), cancellationToken);
        var kept = held.Where(name => name.Value.ExternalId == after.ExternalId).ToList();
        if (kept.Count == 0 && await names.ClaimAsync(GroupNames.Of(after), cancellationToken) is not null)
            return Taken;
        var left = await listings.ReadAsync(
            GroupNames.ListingsOf(before).Except(GroupNames.ListingsOf(after)),
            cancellationToken
        );
        await listings.ClaimAsync(
            Joining(GroupNames.ListingsOf(after).Except(GroupNames.ListingsOf(before))),
            cancellationToken
        );
        var record = Record(caller, "update", before, after);
        if (await catalog.ReplaceAsync(after, found.ETag, record, cancellationToken) is not { } etag)
            return Refusal.PreconditionFailed;
        await names.RemoveAsync(held.Except(kept), cancellationToken);
        await listings.RemoveAsync(left, cancellationToken);
        return Outcomes.Done(GroupDocument.Of(after), etag);
    }

    /// <summary>Removes a group; its members stay.</summary>
    public async Task<Problem?> DeleteAsync(
        Caller caller,
        string groupId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var (found, refusal) = await ReadAsync(caller.OrgId, groupId, ifMatch, cancellationToken);
        if (found is null)
            return refusal;
        var group = found.Value;
        var held = await names.ReadAsync(GroupNames.Of(group), cancellationToken);
        var listed = await listings.ReadAsync(GroupNames.ListingsOf(group), cancellationToken);
        var record = Record(caller, "delete", group, null);
        if (!await catalog.DeleteAsync<MemberGroup>(group.Key, found.ETag, record, cancellationToken))
            return Refusal.PreconditionFailed;
        await names.RemoveAsync(held, cancellationToken);
        await listings.RemoveAsync(listed, cancellationToken);
        return null;
    }

    /// <summary>Makes a group: first without its name, as with members.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="group">The group as it is to be.</param>
    /// <param name="begun">What an earlier attempt, which broke off, has left; null = nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Null = the same request, sent twice at the same time, was faster, or has begun.</returns>
    private async Task<Outcome<GroupDocument>?> WriteNewAsync(
        Caller caller,
        MemberGroup group,
        Versioned<MemberGroup>? begun,
        CancellationToken cancellationToken
    )
    {
        await listings.ClaimAsync(Joining(GroupNames.ListingsOf(group)), cancellationToken);
        var record = Record(caller, "create", null, group);
        var bare = group with { ExternalId = null, ClaimedExternalId = group.ExternalId };
        var whole = group.ExternalId is null;
        var etag = begun?.ETag ?? await catalog.CreateAsync(bare, whole ? record : null, cancellationToken);
        if (etag is null)
            return null;
        if (whole)
            return Outcomes.Done(GroupDocument.Of(group), etag);
        if (await names.ClaimAsync(GroupNames.Of(group), cancellationToken) is not null)
        {
            await catalog.DeleteAsync<MemberGroup>(bare.Key, etag, null, cancellationToken);
            return Taken;
        }

        return await catalog.ReplaceAsync(group, etag, record, cancellationToken) is { } last
            ? Outcomes.Done(GroupDocument.Of(group), last)
            : null;
    }

    private IEnumerable<GroupListing> Joining(IEnumerable<GroupListing> joined) =>
        joined.Select(listing => listing with { JoinedAt = time.GetUtcNow() });

    private static Outcome<GroupDocument> Again(Versioned<MemberGroup> found) =>
        Outcomes.Again(GroupDocument.Of(found.Value), found.ETag);

    /// <summary>What keeps a group from being as it is wanted: members who do not exist, a name that is taken.</summary>
    private async Task<Problem?> JudgeAsync(MemberGroup wanted, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        for (var i = 0; i < wanted.Members.Count; i++)
        {
            var key = Member.KeyOf(wanted.OrgId, wanted.Members[i]);
            if (await store.FindAsync<Member>(key, cancellationToken) is null)
                errors.Add(new FieldError($"members[{i}]", "not_allowed", "There is no such member."));
        }

        if (errors.Count > 0)
            return Problem.Invalid(errors);
        return (await names.TakenAsync(GroupNames.Of(wanted), cancellationToken)).Count > 0 ? Taken : null;
    }

    private async Task<(Versioned<MemberGroup>? Found, Refusal Refusal)> ReadAsync(
        OrgId org,
        string groupId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var found = await store.FindAsync<MemberGroup>(MemberGroup.KeyOf(org, groupId), cancellationToken);
        if (found is null)
            return (null, Refusal.NotFound);
        var refusal = EntityTags.Check(ifMatch, found.ETag);
        return (refusal == Refusal.None ? found : null, refusal);
    }

    private AuditRecord Record(Caller caller, string action, MemberGroup? before, MemberGroup? after) =>
        audit.Of(
            caller,
            action,
            Kind,
            (after ?? before)?.GroupId ?? "",
            before is null ? null : GroupDocument.Of(before),
            after is null ? null : GroupDocument.Of(after)
        );

    private static Problem Taken =>
        new()
        {
            Refusal = Refusal.AlreadyExists,
            Errors = [new FieldError("externalId", "duplicate", "Another group has it.")],
        };
}

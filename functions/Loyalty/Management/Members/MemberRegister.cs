using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Notifications;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Members;

/// <summary>Registers, changes, shows and erases members.</summary>
public sealed partial class MemberRegister(
    ICatalog store,
    CachedCatalog catalog,
    MemberAccounts accounts,
    AuditRecords audit,
    IOptions<ManagementOptions> options,
    TimeProvider time,
    IOutbox? outbox = null,
    IResidue? residue = null
)
{
    private const string Kind = "member";
    private const int MostAttempts = 8;
    private readonly UniqueNames<MemberAlias, Member> aliases = MemberAliases.Of(store, catalog);

    /// <summary>A member with everything that is known of it.</summary>
    public async Task<Outcome<MemberDocument>> FindAsync(
        OrgId org,
        string userId,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(org, userId, cancellationToken) is { } found
            ? await DoneAsync(found.Value, found.ETag, cancellationToken)
            : Refusal.NotFound;

    /// <summary>Reads what a caller says about a member; what is wrong is in the fields' errors.</summary>
    public async ValueTask<MemberDraft> ReadAsync(
        Caller caller,
        JsonFields fields,
        CancellationToken cancellationToken
    ) =>
        MemberDraft.Read(
            fields,
            options.Value.MaxNameLength,
            await catalog.RegionOfAsync(caller.OrgId, cancellationToken)
        );

    /// <summary>Registers a member, or changes one. Whose registration another's has overtaken is answered as if it had
    /// come later. Registering a member again as it is changes nothing, and needs no tag: so does a client that does not
    /// know what became of its first request.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The member.</param>
    /// <param name="fields">What is to be known of it from now on.</param>
    /// <param name="ifMatch">The tag of the version to change; null = none was named.</param>
    /// <param name="onlyNew">Whether the member must not be there yet.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(Outcome<MemberDocument> Outcome, bool Created)> PutAsync(
        Caller caller,
        MemberId id,
        MemberDraft fields,
        IfMatch? ifMatch,
        bool onlyNew,
        CancellationToken cancellationToken
    )
    {
        var key = Member.KeyOf(caller.OrgId, id);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var found = await store.FindAsync<Member>(key, cancellationToken);
            if (found?.Value.ErasedAt is not null)
                return (Problem.IllegalStep("The member was erased, and stays so."), false);
            if (found is null && ifMatch is not null)
                return (Refusal.PreconditionFailed, false);
            if (found is not null && (!found.Value.Registering || ifMatch is not null))
                return (await PutAsync(caller, found, fields, ifMatch, onlyNew, cancellationToken), false);
            if (await CreateAsync(caller, id, fields, found, cancellationToken) is { } outcome)
                return (outcome, true);
        }

        throw new UnavailableException($"Gave up registering a member after {MostAttempts} conflicting writes.");
    }

    /// <summary>Changes a member that is there.</summary>
    private async Task<Outcome<MemberDocument>> PutAsync(
        Caller caller,
        Versioned<Member> found,
        MemberDraft fields,
        IfMatch? ifMatch,
        bool onlyNew,
        CancellationToken cancellationToken
    )
    {
        if (onlyNew)
            return Refusal.PreconditionFailed;
        if (ifMatch is null && fields.ApplyTo(found.Value) == found.Value)
            return await DoneAsync(found.Value, found.ETag, cancellationToken);
        return EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None
            ? refusal
            : await ChangeAsync(caller, found, fields, cancellationToken);
    }

    /// <summary>Registers a member: first without aliases, because one whose member is nowhere could be taken while its
    /// member comes to be.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The member.</param>
    /// <param name="fields">What is to be known of it.</param>
    /// <param name="begun">What an earlier attempt, which broke off, has left; null = nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Null = somebody else has registered it meanwhile, or begun to.</returns>
    private async Task<Outcome<MemberDocument>?> CreateAsync(
        Caller caller,
        MemberId id,
        MemberDraft fields,
        Versioned<Member>? begun,
        CancellationToken cancellationToken
    )
    {
        var bare = new Member
        {
            OrgId = caller.OrgId,
            MemberId = id,
            Status = fields.Status,
            Registering = true,
        };
        var member = fields.ApplyTo(bare);
        var wanted = MemberAliases.Of(member);
        if (await aliases.TakenAsync(wanted, cancellationToken) is { Count: > 0 } taken)
            return Taken(taken);
        var etag = begun?.ETag ?? await catalog.CreateAsync(bare, cancellationToken);
        if (etag is null)
            return null;
        if (await aliases.ClaimAsync(wanted, cancellationToken) is { } lost)
        {
            await catalog.DeleteAsync<Member>(bare.Key, etag, null, cancellationToken);
            return Taken([lost]);
        }

        var record = Record(caller, "create", null, member);
        return await catalog.ReplaceAsync(member, etag, record, cancellationToken) is { } last
            ? await DoneAsync(member, last, cancellationToken)
            : null;
    }

    private async Task<Outcome<MemberDocument>> ChangeAsync(
        Caller caller,
        Versioned<Member> found,
        MemberDraft fields,
        CancellationToken cancellationToken
    )
    {
        var before = found.Value;
        var after = fields.ApplyTo(before);
        var wanted = MemberAliases.Of(after);
        var held = await aliases.ReadAsync(MemberAliases.Of(before), cancellationToken);
        if (await aliases.TakenAsync(wanted, cancellationToken) is { Count: > 0 } taken)
            return Taken(taken);
        // Also those that it has: an erasure that is under way would else remove them afterwards.
        if (await aliases.ClaimAsync(wanted, cancellationToken) is { } lost)
            return Taken([lost]);
        var record = Record(caller, "update", before, after);
        if (await catalog.ReplaceAsync(after, found.ETag, record, cancellationToken) is not { } etag)
            return Refusal.PreconditionFailed;
        await aliases.RemoveAsync(held.Where(alias => !wanted.Contains(alias.Value)), cancellationToken);
        return await DoneAsync(after, etag, cancellationToken);
    }

    private async ValueTask<Versioned<Member>?> ReadAsync(
        OrgId org,
        string userId,
        CancellationToken cancellationToken
    ) =>
        MemberId.TryParse(userId, out var id)
            ? await store.FindAsync<Member>(Member.KeyOf(org, id), cancellationToken)
            : null;

    private async Task<Outcome<MemberDocument>> DoneAsync(
        Member member,
        string etag,
        CancellationToken cancellationToken
    )
    {
        var document = MemberDocument.Of(member) with
        {
            Accounts = await accounts.ReadAsync(member.OrgId, member.MemberId, cancellationToken),
            Transactions = await accounts.TransactionsAsync(member.OrgId, member.MemberId, cancellationToken),
            Groups = await accounts.GroupsAsync(member.OrgId, member.MemberId, cancellationToken),
        };
        return Outcomes.Done(document, etag);
    }

    private AuditRecord Record(Caller caller, string action, Member? before, Member after) =>
        audit.Of(
            caller,
            action,
            Kind,
            after.MemberId.Value,
            before is null ? null : MemberDocument.ForAudit(before),
            MemberDocument.ForAudit(after)
        );

    private static Outcome<MemberDocument> Taken(IReadOnlyList<MemberAlias> taken) =>
        new Problem
        {
            Refusal = Refusal.AlreadyExists,
            Errors = [.. taken.Select(alias => new FieldError(alias.Field, "duplicate", "Another member has it."))],
        };
}

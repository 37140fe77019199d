using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Ledger.Reading;
using Loyalty.Notices;
using Loyalty.Signing;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Programs;

/// <summary>
/// The programs of an organisation. What is changed of one counts for what comes: points that were awarded keep the
/// last day that they were given.
/// </summary>
public sealed class ProgramRegister(
    ICatalog store,
    CachedCatalog catalog,
    Creations creations,
    AuditRecords audit,
    ExpiryNotices notices,
    IKeyRing keys,
    IOptions<ManagementOptions> options,
    IOptions<CallbackOptions> callbacks,
    TimeProvider time
)
{
    private const string Kind = "program";
    private const int MaxAttempts = 10;

    /// <summary>The programs, in the order of their ids.</summary>
    /// <exception cref="UnknownCursorException">The cursor is none of ours.</exception>
    public async Task<Page<ProgramDocument>> ListAsync(
        Caller caller,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var page = await store.ListAsync<PointProgram>(caller.OrgId.Value, cursor, limit, cancellationToken);
        var usual = (await catalog.OrganisationAsync(caller.OrgId, cancellationToken)).DefaultProgramId;
        return page.Select(item =>
            ProgramDocument.Of(item.Value, item.Value.ProgramId == usual, keys) with
            {
                Etag = EntityTags.Quoted(item.ETag),
            }
        );
    }

    /// <summary>One program.</summary>
    public async Task<Outcome<ProgramDocument>> FindAsync(
        Caller caller,
        string programId,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(caller, programId, cancellationToken) is { } found
            ? Outcomes.Done(
                ProgramDocument.Of(
                    found.Value,
                    found.Value.ProgramId
                        == (await catalog.OrganisationAsync(caller.OrgId, cancellationToken)).DefaultProgramId,
                    keys
                ),
                found.ETag
            )
            : Refusal.NotFound;

    /// <summary>Creates a program, under an id that the caller may choose.</summary>
    public async Task<Outcome<ProgramDocument>> CreateAsync(
        Caller caller,
        CreationRequest request,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        if (await EarlierAsync() is { } earlier)
            return earlier;
        var now = time.GetUtcNow();
        var organisation = await catalog.OrganisationAsync(caller.OrgId, cancellationToken);
        var chosen = fields.OptionalId<ProgramId>("programId");
        if (chosen?.Value == BalanceQuery.DefaultProgram)
            fields.Fail("programId", "not_allowed", "This name stands for the default program.");
        var program = ProgramDraft.Read(
            fields,
            new PointProgram
            {
                OrgId = caller.OrgId,
                ProgramId = chosen ?? TextId.From<ProgramId>(FreshId.Create(Kind, now)),
                Name = "",
                Currency = "",
                CreatedAt = now,
            },
            organisation.Currencies,
            options.Value
        );
        var remote = RemoteDraft.Read(fields, before: null, callbacks.Value.AllowLoopbackAndHttp);
        if (fields.Errors.Count > 0)
            return Problem.Invalid(fields.Errors);
        if (chosen is { } taken && await ReadAsync(caller, taken.Value, cancellationToken) is not null)
            return AlreadyExists;
        var (id, refusal) = await creations.ClaimAsync(request, program.ProgramId.Value, cancellationToken);
        if (refusal != Refusal.None)
            return refusal;
        program = program with { ProgramId = TextId.From<ProgramId>(id) };
        program = program with { Remote = remote?.SealFor(program.OrgId, program.ProgramId, keys.DataKey) };
        var document = ProgramDocument.Of(program, isDefault: false, keys);
        await notices.FollowAsync(program, cancellationToken);
        var record = audit.Of(caller, "create", Kind, id, null, document);
        if (await catalog.CreateAsync(program, record, cancellationToken) is { } etag)
            return Outcomes.Done(document, etag);
        // Somebody else was faster: the same request, sent twice at the same time, or another with the same id.
        return await EarlierAsync() ?? AlreadyExists;

        // What the request's key has led to; null = nothing yet.
        Task<Outcome<ProgramDocument>?> EarlierAsync() =>
            creations.EarlierAsync(request, made => FindAsync(caller, made, cancellationToken), cancellationToken);
    }

    /// <summary>Replaces what a caller may say of a program.</summary>
    public async Task<Outcome<ProgramDocument>> ChangeAsync(
        Caller caller,
        string programId,
        IfMatch? ifMatch,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(caller, programId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        var organisation = await catalog.OrganisationAsync(caller.OrgId, cancellationToken);
        var program = ProgramDraft.Read(fields, found.Value, organisation.Currencies, options.Value);
        var remote = RemoteDraft.Read(fields, found.Value, callbacks.Value.AllowLoopbackAndHttp);
        if (fields.Errors.Count > 0)
            return Problem.Invalid(fields.Errors);
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        program = program with { Remote = remote?.SealFor(program.OrgId, program.ProgramId, keys.DataKey) };
        var isDefault = organisation.DefaultProgramId == program.ProgramId;
        var before = ProgramDocument.Of(found.Value, isDefault, keys);
        var after = ProgramDocument.Of(program, isDefault, keys);
        var record = audit.Of(caller, "update", Kind, programId, before, after);
        await notices.FollowAsync(program, cancellationToken);
        return Outcomes.Changed(after, await catalog.ReplaceAsync(program, found.ETag, record, cancellationToken));
    }

    /// <summary>Has <c>default</c> name this program, if our own ledger keeps its books.</summary>
    public async Task<Outcome<ProgramDocument>> MakeDefaultAsync(
        Caller caller,
        string programId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(caller, programId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        if (found.Value.Remote is not null)
            return Problem.IllegalStep("Another system keeps this program's books.");
        var before = ProgramDocument.Of(found.Value, isDefault: false, keys);
        var after = before with { IsDefault = true };
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var organisation =
                await store.FindAsync<Organisation>(Organisation.KeyOf(caller.OrgId), cancellationToken)
                ?? throw new InvalidOperationException($"Organisation {caller.OrgId} does not exist.");
            if (organisation.Value.DefaultProgramId == found.Value.ProgramId)
                return Outcomes.Done(after, found.ETag);
            var record = audit.Of(caller, "make-default", Kind, programId, before, after);
            var changed = organisation.Value with { DefaultProgramId = found.Value.ProgramId };
            if (await catalog.ReplaceAsync(changed, organisation.ETag, record, cancellationToken) is not null)
                return Outcomes.Done(after, found.ETag);
        }

        return Refusal.PreconditionFailed;
    }

    private static Problem AlreadyExists =>
        new()
        {
            Refusal = Refusal.AlreadyExists,
            Errors = [new FieldError("programId", "duplicate", "A program with this id already exists.")],
        };

    private async ValueTask<Versioned<PointProgram>?> ReadAsync(
        Caller caller,
        string programId,
        CancellationToken cancellationToken
    ) =>
        ProgramId.TryParse(programId, out var id)
            ? await store.FindAsync<PointProgram>(PointProgram.KeyOf(caller.OrgId, id), cancellationToken)
            : null;
}

using Loyalty.Catalog;
using Loyalty.Identity;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs;

/// <summary>Shows clients their programs, and what they have issued there.</summary>
public sealed class IssueRegister(
    CachedCatalog catalog,
    ICatalog store,
    ProgramBooks books,
    IIssueStore issues,
    IOptions<ProgramsOptions> options
)
{
    private const int PageSize = 200;

    /// <summary>The caller's organisation.</summary>
    public async Task<ProfileDocument> ProfileAsync(Caller caller, CancellationToken cancellationToken)
    {
        var organisation = await catalog.OrganisationAsync(caller.OrgId, cancellationToken);
        return new ProfileDocument(organisation.Name, organisation.DefaultProgramId);
    }

    /// <summary>The organisation's programs, in the order of their ids.</summary>
    public async Task<IReadOnlyList<PartnerProgramDocument>> ProgramsAsync(
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var programs = new List<PartnerProgramDocument>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync<PointProgram>(caller.OrgId.Value, cursor, PageSize, cancellationToken);
            programs.AddRange(page.Items.Select(item => PartnerProgramDocument.Of(item.Value)));
            cursor = page.NextCursor;
        } while (cursor is not null);
        return programs;
    }

    /// <summary>The organisation's issues that are not settled yet, newest first.</summary>
    /// <exception cref="UnknownCursorException">The cursor is none of ours.</exception>
    public async Task<Page<PendingIssueDocument>> PendingAsync(
        Caller caller,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => (await issues.PendingAsync(caller.OrgId, cursor, limit, cancellationToken)).Select(PendingIssueDocument.Of);

    /// <summary>The organisation's currencies: those that it has set up, else those of its programs; in the order of
    /// their codes.</summary>
    public async Task<IReadOnlyList<string>> CurrenciesAsync(Caller caller, CancellationToken cancellationToken)
    {
        var organisation = await catalog.OrganisationAsync(caller.OrgId, cancellationToken);
        var codes =
            organisation.Currencies.Count > 0
                ? organisation.Currencies
                : (await ProgramsAsync(caller, cancellationToken)).Select(program => program.Currency);
        return [.. codes.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The program of an id, or null.</summary>
    public ValueTask<PointProgram?> ProgramAsync(
        Caller caller,
        ProgramId program,
        CancellationToken cancellationToken
    ) => catalog.FindAsync<PointProgram>(PointProgram.KeyOf(caller.OrgId, program), cancellationToken);

    /// <summary>What a value would be worth. <see cref="Refusal.UnknownProgram"/>, or the value that is
    /// wrong.</summary>
    public async Task<Outcome<PreviewDocument>> PreviewAsync(
        Caller caller,
        ProgramId programId,
        long value,
        CancellationToken cancellationToken
    )
    {
        if (await ProgramAsync(caller, programId, cancellationToken) is not { } program)
            return Refusal.UnknownProgram;
        return IssueHandler.WorthOf(program, value, out var points) is { } wrong
            ? wrong
            : Outcomes.Done(new PreviewDocument(points), "");
    }

    /// <summary>Whether points could be issued to a user (<see cref="IProgramBooks.ValidateAsync"/>).</summary>
    public async Task<Outcome<ValidityDocument>> ValidateAsync(
        Caller caller,
        ProgramId programId,
        MemberId? user,
        string? email,
        CancellationToken cancellationToken
    )
    {
        if (await ProgramAsync(caller, programId, cancellationToken) is not { } program)
            return Refusal.UnknownProgram;
        return await books.Of(program).ValidateAsync(program, user, email, cancellationToken);
    }

    /// <summary>The caller's issue by its id or its reference number, or null.</summary>
    public async Task<Issue?> FindAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        if (EntryId.TryParse(name, out var id) && await OwnAsync(caller, id, cancellationToken) is { } byId)
            return byId;
        return RequestId.TryParse(name, out var reference)
            ? await OwnAsync(caller, EntryId.ForIssue(caller.ClientId, reference), cancellationToken)
            : null;
    }

    /// <summary>The caller's issues that count, newest first; null = more than
    /// <see cref="ProgramsOptions.ListLimit"/>.</summary>
    public async Task<IReadOnlyList<Issue>?> ListAsync(IssueSearch search, CancellationToken cancellationToken)
    {
        var found = new List<Issue>();
        string? cursor = null;
        do
        {
            var page = await issues.PageAsync(search, cursor, PageSize, cancellationToken);
            found.AddRange(page.Items.Where(Counts));
            if (found.Count > options.Value.ListLimit)
                return null;
            cursor = page.NextCursor;
        } while (cursor is not null);
        return found;
    }

    private async Task<Issue?> OwnAsync(Caller caller, EntryId id, CancellationToken cancellationToken) =>
        (await issues.FindAsync(id, cancellationToken))?.Value is { } issue
        && issue.ClientId == caller.ClientId
        && Counts(issue)
            ? issue
            : null;

    /// <summary>Whether it is, or may become, a transaction: one that our ledger refused is none. Of one that another system
    /// refused, its client may have heard nothing yet.</summary>
    private static bool Counts(Issue issue) => issue.Status != IssueStatus.Failed || issue.Remote is not null;
}

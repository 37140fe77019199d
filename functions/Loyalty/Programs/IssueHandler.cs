using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger.Posting;

namespace Loyalty.Programs;

/// <summary>
/// Issues points to members of a client's programs: 1 the program, what the value is worth, and the member · 2 the issue is
/// recorded as pending, under an id that follows from client and reference number · 3 it is settled, once and for ever. What
/// breaks off between 2 and 3 is taken up again at 3 by the same request sent again, or by
/// <see cref="IssueReconciliation"/>.
/// </summary>
public sealed class IssueHandler(
    CachedCatalog catalog,
    IIssueStore issues,
    ProgramBooks books,
    IssueSettlement settlement,
    TimeProvider time
)
{
    /// <summary>Issues; where another system keeps the program's books, the issue may still be pending.
    /// <see cref="Refusal.UnknownProgram"/>, bad values, <see cref="Refusal.MemberUnknown"/>,
    /// <see cref="Refusal.MemberBlocked"/> and <see cref="Refusal.MemberClosed"/> of our own members leave nothing
    /// stored.</summary>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes; the same request can be sent
    /// again.</exception>
    public async Task<Outcome<Issue>> IssueAsync(Caller caller, IssueDraft draft, CancellationToken cancellationToken)
    {
        // :: Step 1. A replay is answered as before, whatever has changed since.
        var id = EntryId.ForIssue(caller.ClientId, draft.ReferenceNumber);
        if (await issues.FindAsync(id, cancellationToken) is { } known)
            return await ReplayAsync(known, draft, cancellationToken);
        var program = await catalog.FindAsync<PointProgram>(
            PointProgram.KeyOf(caller.OrgId, draft.ProgramId),
            cancellationToken
        );
        if (program is null)
            return Refusal.UnknownProgram;
        if (WorthOf(program, draft.Value, out var points) is { } unworthy)
            return unworthy;
        var keeper = books.Of(program);
        var member = await keeper.MemberOfAsync(program, draft.UserId, cancellationToken);
        if (await keeper.WhyNotAsync(program, member, cancellationToken) is var refusal and not Refusal.None)
            return refusal;

        // :: Step 2
        var recorded = new Issue
        {
            IssueId = id,
            OrgId = caller.OrgId,
            ClientId = caller.ClientId,
            ReferenceNumber = draft.ReferenceNumber,
            ProgramId = draft.ProgramId,
            UserId = member,
            Value = draft.Value,
            Points = points,
            Bonus = draft.Bonus,
            Description = draft.Description,
            ContentHash = draft.ContentHash(),
            CreatedAt = time.GetUtcNow(),
            Status = IssueStatus.Pending,
        };
        var issue = settlement.Begin(recorded, program);
        return await issues.CreateAsync(issue, cancellationToken) is { } earlier
            ? await ReplayAsync(earlier, draft, cancellationToken)
            // :: Step 3
            : OutcomeOf(await settlement.GoOnAsync(issue, cancellationToken), replayed: false);
    }

    /// <summary>What a value is worth in a program's points; else the field that is wrong.</summary>
    internal static Problem? WorthOf(PointProgram program, long value, out Points points)
    {
        points = program.PointsOf(value);
        return points == Points.Zero ? Bad($"Is worth less than one point; the least is {program.LeastValue()}.")
            : points.Value > Points.MaxPerRequest ? Bad($"Is worth too many points; the most is {program.MostValue()}.")
            : null;

        static Problem Bad(string message) => Problem.Invalid([new FieldError("value", "range", message)]);
    }

    private async Task<Outcome<Issue>> ReplayAsync(
        Versioned<Issue> earlier,
        IssueDraft draft,
        CancellationToken cancellationToken
    ) =>
        earlier.Value.ContentHash == draft.ContentHash()
            ? OutcomeOf(await settlement.SettleAsync(earlier.Value, waits: true, cancellationToken), replayed: true)
            : Refusal.ReferenceNumberReused;

    private static Outcome<Issue> OutcomeOf(Issue issue, bool replayed) =>
        issue.Status == IssueStatus.Failed ? issue.Code
        : replayed ? Outcomes.Again(issue, issue.IssueId.ToString())
        : Outcomes.Done(issue, issue.IssueId.ToString());
}

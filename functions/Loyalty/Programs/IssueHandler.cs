using System.Diagnostics;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs;

/// <summary>
/// Issues points to members of a client's programs: 1 the program, what the value is worth, and the member · 2 the issue is
/// recorded as pending, under an id that follows from client and reference number · 3 the ledger decides, once and for ever:
/// also its refusal is an entry · 4 the issue is settled. What breaks off between 2 and 4 is taken up again at 3 by the same
/// request sent again, or by <see cref="IssueReconciliation"/>.
/// </summary>
public sealed class IssueHandler(
    CachedCatalog catalog,
    IIssueStore issues,
    AccountHandler accounts,
    IOptions<ProgramsOptions> options,
    TimeProvider time
)
{
    /// <summary>Issues. <see cref="Refusal.UnknownProgram"/>, bad values, <see cref="Refusal.MemberUnknown"/>,
    /// <see cref="Refusal.MemberBlocked"/> and <see cref="Refusal.MemberClosed"/> leave nothing stored.</summary>
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
        var user = await DestinationAsync(caller.OrgId, draft, cancellationToken);
        var member = await catalog.FindAsync<Member>(Member.KeyOf(caller.OrgId, user), cancellationToken);
        if (program.WhyNot(member?.Status) is var refusal and not Refusal.None)
            return refusal;

        // :: Step 2
        var now = time.GetUtcNow();
        var issue = new Issue
        {
            IssueId = id,
            OrgId = caller.OrgId,
            ClientId = caller.ClientId,
            ReferenceNumber = draft.ReferenceNumber,
            ProgramId = draft.ProgramId,
            UserId = user,
            Value = draft.Value,
            Points = points,
            Bonus = draft.Bonus,
            Description = draft.Description,
            ContentHash = draft.ContentHash(),
            CreatedAt = now,
            Status = IssueStatus.Pending,
            DueAt = now + options.Value.ResumeAfter,
        };
        return await issues.CreateAsync(issue, cancellationToken) is { } earlier
            ? await ReplayAsync(earlier, draft, cancellationToken)
            : OutcomeOf(await SettleAsync(issue, cancellationToken), replayed: false);
    }

    /// <summary>Brings an issue to its end, if it is not there yet.</summary>
    /// <returns>The settled issue.</returns>
    public async Task<Issue> SettleAsync(Issue issue, CancellationToken cancellationToken)
    {
        if (issue.Status != IssueStatus.Pending)
            return issue;
        // :: Step 3
        var settled = issue.Settled(await PostAsync(issue, cancellationToken));

        // :: Step 4. Where another was faster, it has settled the same: there is one entry.
        for (; ; )
        {
            var stored =
                await issues.FindAsync(issue.IssueId, cancellationToken)
                ?? throw new InvalidOperationException($"Issue {issue.IssueId} is gone.");
            if (stored.Value.Status != IssueStatus.Pending)
                return stored.Value;
            if (await issues.ReplaceAsync(settled, stored.ETag, cancellationToken))
                return settled;
        }
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
            ? OutcomeOf(await SettleAsync(earlier.Value, cancellationToken), replayed: true)
            : Refusal.ReferenceNumberReused;

    private static Outcome<Issue> OutcomeOf(Issue issue, bool replayed) =>
        issue.Status == IssueStatus.Failed ? issue.Code
        : replayed ? Outcomes.Again(issue, issue.IssueId.ToString())
        : Outcomes.Done(issue, issue.IssueId.ToString());

    /// <summary>The refusal that the issue ends in; none = posted.</summary>
    private async Task<Refusal> PostAsync(Issue issue, CancellationToken cancellationToken)
    {
        var program =
            await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(issue.OrgId, issue.ProgramId), cancellationToken)
            ?? throw new InvalidOperationException($"Issue {issue.IssueId} names a program that does not exist.");
        var key = new AccountKey(issue.OrgId, issue.UserId, issue.ProgramId);
        var member = await catalog.FindOrEnrolAsync(key.Member, program, cancellationToken);
        var entries = await accounts.ApplyAsync(key, program, [CommandFor(issue, member)], cancellationToken);
        return entries[issue.IssueId].Code;
    }

    private static Command CommandFor(Issue issue, Member? member) =>
        new()
        {
            Id = issue.IssueId,
            Kind = EntryKind.Issue,
            Amount = issue.Points,
            AcceptedAt = issue.CreatedAt,
            MemberStatus = member?.Status,
            ClientId = issue.ClientId,
            RequestId = issue.ReferenceNumber,
            Reference = issue.Description,
            Value = issue.Value,
            Bonus = issue.Bonus,
            ContentHash = issue.ContentHash,
            TraceParent = Activity.Current?.Id,
        };

    /// <summary>The member that the request means: the one it names, or the one that is connected with whom it
    /// names.</summary>
    private async ValueTask<MemberId> DestinationAsync(OrgId org, IssueDraft draft, CancellationToken cancellationToken)
    {
        var key = Connection.KeyOf(org, draft.UserId, draft.ProgramId);
        var isMember = await catalog.FindAsync<Member>(Member.KeyOf(org, draft.UserId), cancellationToken) is not null;
        return !isMember && await catalog.FindAsync<Connection>(key, cancellationToken) is { } connection
            ? connection.DestinationUserId
            : draft.UserId;
    }
}

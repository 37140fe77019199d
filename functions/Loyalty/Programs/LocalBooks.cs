using System.Diagnostics;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Management.Members;

namespace Loyalty.Programs;

/// <summary>The books of our own ledger. It decides once and for ever: also its refusal is an entry.</summary>
public sealed class LocalBooks(CachedCatalog catalog, MemberLookup lookup, AccountHandler accounts, ILedgerStore ledger)
    : IProgramBooks
{
    /// <inheritdoc/>
    public async ValueTask<MemberId> MemberOfAsync(
        PointProgram program,
        MemberId user,
        CancellationToken cancellationToken
    ) =>
        await catalog.FindAsync<Member>(Member.KeyOf(program.OrgId, user), cancellationToken) is null
        && await catalog.FindAsync<Connection>(
            Connection.KeyOf(program.OrgId, user, program.ProgramId),
            cancellationToken
        )
            is { } connection
            ? connection.DestinationUserId
            : user;

    /// <inheritdoc/>
    public async ValueTask<Refusal> WhyNotAsync(
        PointProgram program,
        MemberId member,
        CancellationToken cancellationToken
    )
    {
        var found = await catalog.FindAsync<Member>(Member.KeyOf(program.OrgId, member), cancellationToken);
        return program.WhyNot(found?.Status);
    }

    /// <inheritdoc/>
    public async Task<Outcome<ValidityDocument>> ValidateAsync(
        PointProgram program,
        MemberId? user,
        string? email,
        CancellationToken cancellationToken
    )
    {
        var byId = user is { } id
            ? await catalog.FindAsync<Member>(
                Member.KeyOf(program.OrgId, await MemberOfAsync(program, id, cancellationToken)),
                cancellationToken
            )
            : null;
        var byEmail = email is null
            ? null
            : await lookup.FindAsync(program.OrgId, MemberLookup.Email, email, cancellationToken);
        var member = byId ?? byEmail;
        var agree = (user is null || byId is not null) && (email is null || byEmail?.MemberId == member?.MemberId);
        return Outcomes.Done(
            new ValidityDocument(agree && member is { Status: MemberStatus.Active, ErasedAt: null }),
            ""
        );
    }

    /// <inheritdoc/>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes.</exception>
    public async Task<IssueReply> IssueAsync(PointProgram program, Issue issue, CancellationToken cancellationToken)
    {
        var key = new AccountKey(issue.OrgId, issue.UserId, issue.ProgramId);
        var member = await catalog.FindOrEnrolAsync(key.Member, program, cancellationToken);
        var entries = await accounts.ApplyAsync(key, program, [CommandFor(issue, member)], cancellationToken);
        return ReplyOf(entries[issue.IssueId]);
    }

    /// <inheritdoc/>
    public async Task<IssueReply> FindAsync(PointProgram program, Issue issue, CancellationToken cancellationToken)
    {
        var member = new MemberKey(issue.OrgId, issue.UserId);
        return await ledger.FindAsync(member, [issue.IssueId], cancellationToken) is [var entry]
            ? ReplyOf(entry)
            : new IssueReply.Unknown();
    }

    private static IssueReply ReplyOf(LedgerEntry entry) =>
        entry.Code == Refusal.None ? new IssueReply.Posted(entry.Points) : new IssueReply.Failed(entry.Code);

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
}

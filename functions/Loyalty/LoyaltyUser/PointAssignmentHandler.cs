using Loyalty.Catalog;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;

namespace Loyalty.LoyaltyUser;

/// <summary>
/// Gives and takes a member's points for partners, in the organisation's default program, and answers when that is stored:
/// 1 the partner is the caller's own · 2 an <c>Idempotency-Key</c> stands for this request alone · 3 what it has posted
/// before is the answer · 4 the member is known and active · 5 the ledger posts. What is refused leaves nothing in the books.
/// </summary>
public sealed class PointAssignmentHandler(
    CachedCatalog catalog,
    Creations creations,
    ILedgerStore store,
    AccountHandler accounts,
    TimeProvider time
)
{
    /// <summary>Assigns. <see cref="Refusal.Forbidden"/>, <see cref="Refusal.IdempotencyKeyReused"/>,
    /// <see cref="Refusal.UserNotFound"/>, <see cref="Refusal.MemberBlocked"/>, <see cref="Refusal.MemberClosed"/>,
    /// <see cref="Refusal.TransactionInsufficientPoints"/> and <see cref="Refusal.BalanceLimitReached"/> leave nothing
    /// in the books.</summary>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes; nothing is stored.</exception>
    public async Task<Outcome<PointAssignmentDocument>> AssignAsync(
        Caller caller,
        PointAssignment assignment,
        CreationRequest creation,
        CancellationToken cancellationToken
    )
    {
        // :: Step 1
        if (assignment.Partner != caller.Client.Partner)
            return new Problem { Refusal = Refusal.Forbidden, Detail = "The client does not act for this partner." };

        // :: Step 2
        var (_, reused) = await creations.ClaimAsync(creation, assignment.MemberId.Value, cancellationToken);
        if (reused != Refusal.None)
            return reused;

        var program = await DefaultProgramAsync(caller.OrgId, cancellationToken);
        var key = new AccountKey(caller.OrgId, assignment.MemberId, program.ProgramId);
        var command = CommandFor(caller.ClientId, assignment, creation);
        var posting = await accounts.PostAsync(
            key,
            program,
            token => PlanAsync(key, program, command, token),
            cancellationToken
        );
        if (posting.Entry is not { } entry)
            return posting.Refusal == Refusal.InsufficientBalance
                ? Refusal.TransactionInsufficientPoints
                : posting.Refusal;
        var document = PointAssignmentDocument.Of(entry);
        return posting.Replayed ? Outcomes.Again(document, entry.Hash) : Outcomes.Done(document, entry.Hash);
    }

    private async Task<PostingPlan> PlanAsync(
        AccountKey key,
        PointProgram program,
        Command command,
        CancellationToken cancellationToken
    )
    {
        // :: Step 3
        if (await store.FindAsync(key.Member, [command.Id], cancellationToken) is [var earlier])
            return PostingOutcome.Again(earlier);

        // :: Step 4
        var member = await catalog.FindAsync<Member>(Member.KeyOf(key.OrgId, key.MemberId), cancellationToken);
        if (member is null)
            return PostingOutcome.Refused(Refusal.UserNotFound);
        return program.WhyNot(member.Status) is var refusal and not Refusal.None
            ? PostingOutcome.Refused(refusal)
            : command;
    }

    private Command CommandFor(ClientId client, PointAssignment assignment, CreationRequest creation)
    {
        var now = time.GetUtcNow();
        var key = TextId.From<RequestId>(creation.IdempotencyKey ?? FreshId.Create("assign", now));
        return new Command
        {
            Id = EntryId.ForAssignment(client, key),
            Kind = EntryKind.Adjust,
            Amount = assignment.Points,
            AcceptedAt = now,
            ClientId = client,
            RequestId = key,
            Reference = assignment.Reference,
            Partner = assignment.Partner,
            ContentHash = creation.IdempotencyKey is null ? null : creation.ContentHash,
            TraceParent = System.Diagnostics.Activity.Current?.Id,
        };
    }

    private async Task<PointProgram> DefaultProgramAsync(OrgId org, CancellationToken cancellationToken)
    {
        var organisation = await catalog.OrganisationAsync(org, cancellationToken);
        return await catalog.FindAsync<PointProgram>(
                PointProgram.KeyOf(org, organisation.DefaultProgramId),
                cancellationToken
            ) ?? throw new InvalidOperationException($"Organisation {org} names a program that does not exist.");
    }
}

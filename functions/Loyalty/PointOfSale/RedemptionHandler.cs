using System.Collections.Immutable;
using System.Diagnostics;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.ValidationCodes;

namespace Loyalty.PointOfSale;

/// <summary>
/// Redeems points at a till, at once: 1 the program and the customer · 2 what the same reference number has posted before
/// is the answer · 3 what the till says, and whether the customer may redeem at all · 4 the code, where the program demands
/// one · 5 the program's rules and the points that there are · 6 the ledger posts, and uses up the code. What is refused
/// leaves nothing in the books, and the code alive.
/// </summary>
public sealed class RedemptionHandler(
    RedemptionCheck check,
    ILedgerStore store,
    AccountHandler accounts,
    GroupDesk groups,
    CodeDesk codes,
    TimeProvider time
)
{
    /// <summary>Redeems.</summary>
    /// <param name="caller">The till's client.</param>
    /// <param name="draft">What it asks for.</param>
    /// <param name="customer">Whom it is about, or why nobody knows.</param>
    /// <param name="cancellationToken">Cancels; what is posted by then stays.</param>
    /// <exception cref="UnavailableException">Others were at work on the accounts for too long; nothing is
    /// stored.</exception>
    public async Task<TillOutcome> RedeemAsync(
        Caller caller,
        RedemptionDraft draft,
        (Member? Member, Refusal Refusal) customer,
        CancellationToken cancellationToken
    )
    {
        // :: Step 1
        var (outcome, wish) = await check.BeginAsync(caller, draft, customer, cancellationToken);
        if (wish is null)
            return outcome;
        var reference = draft.ExternalReferenceNumber ?? FreshId.Create("till", time.GetUtcNow());
        if (!RequestId.TryParse(reference, out var requestId))
            return outcome with { Refusal = Refusal.TransactionNumberInvalid };

        // :: Step 2
        var id = EntryId.ForRedemption(caller.ClientId, wish.Member.MemberId, requestId);
        var key = new MemberKey(wish.Member.OrgId, wish.Member.MemberId);
        async Task<LedgerEntry?> FindEarlierAsync() =>
            draft.ExternalReferenceNumber is not null
            && await store.FindAsync(key, [id], cancellationToken) is [var earlier]
                ? earlier
                : null;
        if (await FindEarlierAsync() is { } before)
            return outcome.Done(before, isReplay: true);
        if (
            draft.ExternalReferenceNumber is not null
            && await groups.FindAsync(id, outcome, cancellationToken) is { } earlierOfGroup
        )
            return earlierOfGroup;

        // :: Step 3
        if (wish.Refusal != Refusal.None)
            return outcome with { Refusal = wish.Refusal };
        if (wish.Group is { } group)
            return await groups.RedeemAsync(caller, draft, (wish, group), (id, requestId), outcome, cancellationToken);

        Task<PostingOutcome> PostAsync(string? code) =>
            accounts.PostTogetherAsync(
                key,
                wish.Sources,
                async (found, _) =>
                {
                    outcome = outcome with { Balance = found[0].Balance };
                    // Another request with the same number may have been faster.
                    if (await FindEarlierAsync() is { } faster)
                        return PostingOutcome.Again(faster);
                    // :: Step 5
                    var refusal = RedemptionRules.WhyNot(wish.Points, wish.Program, found, out var taken);
                    return refusal == Refusal.None
                        // :: Step 6
                        ? JointPlan.Post(CommandsFor(caller.ClientId, draft, wish, (id, requestId, code), taken))
                        : PostingOutcome.Refused(refusal);
                },
                cancellationToken
            );

        // :: Step 4
        var posting =
            !wish.Program.Redemption.NeedsCode ? await PostAsync(code: null)
            : draft.ValidationCode is not { } text ? PostingOutcome.Refused(Refusal.ValidationCodeRequired)
            : wish.HasNoAccount ? PostingOutcome.Refused(Refusal.NoAccount)
            : await codes.UseAsync(wish.Account, text, PostAsync, cancellationToken);
        // Of two that came at once, the slower may have found the code used up by the faster.
        var entry = posting.Refusal == Refusal.ValidationCodeInvalid ? await FindEarlierAsync() : posting.Entry;
        return entry is null
            ? outcome with
            {
                Refusal = posting.Refusal,
            }
            : outcome.Done(entry, posting.Entry is null || posting.Replayed);
    }

    private ImmutableArray<JointCommand> CommandsFor(
        ClientId client,
        RedemptionDraft draft,
        RedemptionWish wish,
        (EntryId Id, RequestId RequestId, string? Code) names,
        ImmutableArray<(int Program, Points Points)> taken
    )
    {
        var sources = wish.Sources;
        var command = new Command
        {
            Id = names.Id,
            Kind = EntryKind.Redeem,
            Amount = taken[0].Points,
            AcceptedAt = time.GetUtcNow(),
            MemberStatus = wish.Member.Status,
            ClientId = client,
            RequestId = names.RequestId,
            Reference = draft.TransactionNumber,
            Code = names.Code,
            Sale = wish.SaleOf(draft) with
            {
                Shares = [.. taken.Skip(1).Select(share => sources[share.Program].ProgramId)],
            },
            TraceParent = Activity.Current?.Id,
        };
        return
        [
            new JointCommand(0, command),
            .. from share in taken.Skip(1)
            select new JointCommand(
                share.Program,
                command with
                {
                    Id = EntryId.ForShare(names.Id, sources[share.Program].ProgramId),
                    Amount = share.Points,
                    Code = null,
                    Sale = new TillSale { TillId = draft.TillId, Redemption = names.Id },
                }
            ),
        ];
    }
}

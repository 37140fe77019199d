using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Identity;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.ValidationCodes;

namespace Loyalty.PointOfSale;

/// <summary>Redeems points of groups at a till, and takes them back.</summary>
public sealed class GroupDesk(
    RedemptionCheck check,
    GroupMembers members,
    GroupRedemptionHandler groups,
    GroupReversalHandler reversals,
    CachedCatalog catalog,
    TillPrograms programs,
    CodeDesk codes,
    TimeProvider time
)
{
    /// <summary>What the same number has redeemed of a group before; null = nothing.</summary>
    internal async Task<TillOutcome?> FindAsync(EntryId id, TillOutcome outcome, CancellationToken cancellationToken) =>
        await groups.FindAsync(id, cancellationToken) is { Value: { State: GroupState.Done } done }
            ? Done(outcome, done) with
            {
                IsReplay = true,
            }
            : null;

    /// <summary>Redeems.</summary>
    internal async Task<TillOutcome> RedeemAsync(
        Caller caller,
        RedemptionDraft draft,
        (RedemptionWish Wish, MemberGroup Group) asked,
        (EntryId Id, RequestId RequestId) names,
        TillOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var (wish, group) = asked;
        GroupRedemption? done = null;
        var isReplay = false;
        async Task<PostingOutcome> RedeemAsync(string? code)
        {
            var accounts = await members.ReadAsync(wish.Program, group, cancellationToken);
            if (RedemptionRules.WhyNotOfGroup(wish, accounts) is var no and not Refusal.None)
                return PostingOutcome.Refused(no);
            var redeemed = await groups.RedeemAsync(
                new GroupWish
                {
                    Id = names.Id,
                    Program = wish.Program,
                    Group = group,
                    CustomerId = wish.Member.MemberId,
                    Points = wish.Points,
                    ClientId = caller.ClientId,
                    RequestId = names.RequestId,
                    Reference = draft.TransactionNumber,
                    Sale = wish.SaleOf(draft),
                    Code = code,
                },
                cancellationToken
            );
            if (redeemed.Refusal == Refusal.None)
                (done, isReplay) = (redeemed.Redemption, redeemed.IsReplay);
            return PostingOutcome.Refused(redeemed.Refusal);
        }

        var refusal = (
            !wish.Program.Redemption.NeedsCode ? await RedeemAsync(code: null)
            : draft.ValidationCode is not { } text ? PostingOutcome.Refused(Refusal.ValidationCodeRequired)
            : wish.HasNoAccount ? PostingOutcome.Refused(Refusal.NoAccount)
            : await codes.UseAsync(wish.Account, text, RedeemAsync, cancellationToken)
        ).Refusal;
        // Of two that came at once, the slower may have found the code, or the points, used up by the faster.
        if (done is null)
            return await FindAsync(names.Id, outcome, cancellationToken) ?? outcome with { Refusal = refusal };
        return Done(outcome, done) with
        {
            IsReplay = isReplay,
            Balance = await check.BalanceAsync(wish.Member, wish.Program, cancellationToken),
        };
    }

    /// <summary>Takes back.</summary>
    internal async Task<TillOutcome> ReverseAsync(
        Caller caller,
        ReversalDraft draft,
        EntryId id,
        Points? points,
        CancellationToken cancellationToken
    )
    {
        if (
            await groups.FindAsync(id, cancellationToken) is not { Value: { State: GroupState.Done } done }
            || done.OrgId != caller.OrgId
        )
            return new TillOutcome { Refusal = Refusal.RedemptionUnknown };
        if (draft.TransactionNumber is { } bill && bill != done.Reference)
            return new TillOutcome
            {
                Refusal = done.Reference is null ? Refusal.NothingRedeemed : Refusal.TransactionNumberInvalid,
            };
        if (
            await programs.FindAsync(done.OrgId, done.ProgramId, cancellationToken) is not { } program
            || await catalog.FindAsync<Member>(Member.KeyOf(done.OrgId, done.CustomerId), cancellationToken)
                is not { } member
        )
            return new TillOutcome { Refusal = Refusal.UnknownProgram };
        var number = draft.ExternalReferenceNumber ?? FreshId.Create("till", time.GetUtcNow());
        var reversed = await reversals.ReverseAsync(
            id,
            caller.ClientId,
            TextId.From<RequestId>(number),
            points,
            (left, amount) => SaleOf(draft, program, done, left, amount),
            cancellationToken
        );
        var outcome = new TillOutcome
        {
            Refusal = reversed.Refusal,
            Member = member,
            Program = program,
            Points = points,
            Balance = await check.BalanceAsync(member, program, cancellationToken),
        };
        if (reversed.Entries is not { } entries)
            return outcome;
        var main = entries.First(entry => entry.Sale?.Points is not null);
        return outcome.Done(main, reversed.IsReplay) with
        {
            Points = entries.Aggregate(Points.Zero, (sum, entry) => sum + entry.Requested),
            Balance = outcome.Balance,
            Group = done,
            Breakdown = [.. entries.Select(entry => new GroupShare(entry.MemberId, entry.Requested))],
        };
    }

    private static TillSale SaleOf(
        ReversalDraft draft,
        PointProgram program,
        GroupRedemption done,
        Points left,
        Points amount
    )
    {
        var whole = done.Sale.Points ?? Points.Zero;
        var worth = Worth.OfPart(Worth.Parse(done.Sale.Worth), whole, left, amount, program.Currency);
        var local = Worth.LocalCurrencyOf(program);
        return new TillSale
        {
            Points = amount,
            Worth = Worth.Text(worth),
            LocalWorth = Worth.Text(Worth.OfPart(Worth.Parse(done.Sale.LocalWorth), whole, left, amount, local)),
            TillId = draft.TillId,
        };
    }

    private static TillOutcome Done(TillOutcome outcome, GroupRedemption done) =>
        outcome with
        {
            Group = done,
            Points = done.Sale.Points,
            Worth = new Worth(Worth.Parse(done.Sale.Worth), Worth.Parse(done.Sale.LocalWorth)),
            Breakdown = [.. done.Shares.OrderBy(share => share.UserId.Value, StringComparer.Ordinal)],
        };
}

using System.Collections.Immutable;
using Loyalty.Holds;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Options;

namespace Loyalty.GroupRedemptions;

/// <summary>
/// Redeems points of a group, at once: 1 what came of the same wish before · 2 who gives how much · 3 it is written down,
/// before anything is done about it · 4 each share is held, the customer's last, which uses up the code · 5 all are held:
/// it is written down that each is to be captured, and so they are · or one is not to be had: the others go back, and it
/// begins again at 2, some times. What breaks off is brought to its end by <see cref="GroupSettlement"/>.
/// </summary>
public sealed class GroupRedemptionHandler(
    IGroupRedemptionStore redemptions,
    GroupSettlement settlement,
    GroupMembers members,
    HoldHandler holds,
    AccountHandler ledger,
    IOptions<GroupOptions> options,
    TimeProvider time
)
{
    /// <summary>Redeems.</summary>
    /// <exception cref="UnavailableException">Others were at work for too long. What was begun is brought to its end without
    /// the caller.</exception>
    public async Task<GroupOutcome> RedeemAsync(GroupWish wish, CancellationToken cancellationToken)
    {
        // :: Step 1
        var found = await FindAsync(wish.Id, cancellationToken);
        if (found is { Value.State: GroupState.Done })
            return new GroupOutcome(found.Value, Refusal.None, IsReplay: true);
        for (var round = 1; ; round++)
        {
            // :: Step 2
            var accounts = await members.ReadAsync(wish.Program, wish.Group, cancellationToken);
            if (await members.ChooseAsync(wish.Points, accounts, cancellationToken) is not { } shares)
                return new GroupOutcome(found?.Value, Refusal.InsufficientBalance);

            // :: Step 3
            var begun = await BeginAsync(wish, found, shares, cancellationToken);

            // :: Step 4
            var refusal = await HoldAsync(wish, begun.Value, cancellationToken);

            // :: Step 5
            found = await EndAsync(begun, refusal, cancellationToken);
            if (found.Value.State == GroupState.Done)
                return new GroupOutcome(found.Value, Refusal.None);
            if (found.Value.Code == Refusal.Unavailable)
                throw new UnavailableException($"Redemption {wish.Id} took longer than its holds lasted.");
            if (refusal == Refusal.ValidationCodeInvalid || round >= options.Value.MaxRounds)
                return new GroupOutcome(found.Value, refusal);
        }
    }

    /// <summary>What came of a wish before, brought to its end; null = nothing did.</summary>
    /// <exception cref="UnavailableException">It is under way.</exception>
    public async Task<Versioned<GroupRedemption>?> FindAsync(EntryId id, CancellationToken cancellationToken)
    {
        if (await redemptions.FindAsync(id, cancellationToken) is not { } found)
            return null;
        var settled = await settlement.SettleAsync(found, cancellationToken);
        return settled.Value.DueAt is null ? settled : throw new UnavailableException($"Redemption {id} is under way.");
    }

    private async Task<Versioned<GroupRedemption>> BeginAsync(
        GroupWish wish,
        Versioned<GroupRedemption>? before,
        ImmutableArray<GroupShare> shares,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var redemption = new GroupRedemption
        {
            Id = wish.Id,
            OrgId = wish.Program.OrgId,
            ProgramId = wish.Program.ProgramId,
            ClientId = wish.ClientId,
            CustomerId = wish.CustomerId,
            RequestId = wish.RequestId,
            GroupId = wish.Group.GroupId,
            Reference = wish.Reference,
            Sale = wish.Sale,
            State = GroupState.Holding,
            Round = (before?.Value.Round ?? 0) + 1,
            // In one order for all groups, so that those who want the same members' points meet at the first of them.
            Shares = [.. shares.OrderBy(share => share.UserId == wish.CustomerId)],
            CreatedAt = now,
            DueAt = now + options.Value.ResumeAfter,
        };
        var etag = before is null
            ? await redemptions.CreateAsync(redemption, cancellationToken)
            : await redemptions.ReplaceAsync(redemption, before.ETag, cancellationToken);
        return etag is null
            ? throw new UnavailableException($"Redemption {wish.Id} was begun by another at the same time.")
            : new Versioned<GroupRedemption>(redemption, etag);
    }

    /// <summary>Holds all shares, or as many as are to be had before the first that is not.</summary>
    private async Task<Refusal> HoldAsync(
        GroupWish wish,
        GroupRedemption redemption,
        CancellationToken cancellationToken
    )
    {
        foreach (var share in redemption.Shares)
        {
            var placed = await holds.PlaceAsync(
                new HoldRequest
                {
                    Id = redemption.HoldOf(share),
                    Account = redemption.AccountOf(share),
                    Amount = share.Points,
                    Lasts = options.Value.HoldFor,
                    ClientId = redemption.ClientId,
                    RequestId = redemption.RequestId,
                    Reference = redemption.Reference,
                    Sale = new TillSale { TillId = redemption.Sale.TillId, Redemption = redemption.Id },
                    Code = share.UserId == wish.CustomerId ? wish.Code : null,
                },
                cancellationToken
            );
            if (placed.Entry is null)
                return placed.Refusal;
        }

        return wish.Code is null || redemption.Shares.Any(share => share.UserId == wish.CustomerId) ? Refusal.None
            : await UseUpAsync(wish, cancellationToken) ? Refusal.None
            : Refusal.ValidationCodeInvalid;
    }

    /// <summary>Uses up the code of a customer who gives no points. It is gone also if this breaks off before the next
    /// step: a code that is used for nothing is better than one that is used twice.</summary>
    private Task<bool> UseUpAsync(GroupWish wish, CancellationToken cancellationToken) =>
        ledger.NoteAsync(
            new AccountKey(wish.Program.OrgId, wish.CustomerId, wish.Program.ProgramId),
            (account, now) =>
                account?.Code is { } code && code.Nonce == wish.Code && code.ExpiresAt > now
                    ? (account with { Code = null }, true)
                    : (null, false),
            cancellationToken
        );

    private async Task<Versioned<GroupRedemption>> EndAsync(
        Versioned<GroupRedemption> begun,
        Refusal refusal,
        CancellationToken cancellationToken
    )
    {
        var redemption = begun.Value;
        var after =
            refusal == Refusal.None
                ? redemption with
                {
                    State = GroupState.Capturing,
                }
                : GroupSettlement.Refuse(redemption, refusal);
        // Whoever took longer than that leaves it to others: holds outlast it by far.
        if (
            time.GetUtcNow() < redemption.DueAt
            && await redemptions.ReplaceAsync(after, begun.ETag, cancellationToken) is { } etag
        )
            return await settlement.SettleAsync(new Versioned<GroupRedemption>(after, etag), cancellationToken);
        // They released what they found, and may have come before the last hold was placed.
        await settlement.ReleaseAsync(redemption, cancellationToken);
        throw new UnavailableException($"Others have taken up redemption {redemption.Id}.");
    }
}

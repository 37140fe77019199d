using Loyalty.Catalog;
using Loyalty.Holds;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Options;

namespace Loyalty.GroupRedemptions;

/// <summary>
/// Brings redemptions of groups to their end. What was begun and left is released; what was held as a whole is captured as
/// a whole. Every step can be done again, by anybody and by several at once: what decides is the state that is written
/// down, and a hold has one end.
/// </summary>
public sealed class GroupSettlement(
    IGroupRedemptionStore redemptions,
    CachedCatalog catalog,
    ILedgerStore store,
    HoldHandler holds,
    AccountHandler accounts,
    Reversals reversals,
    IOptions<GroupOptions> options,
    TimeProvider time
)
{
    /// <summary>Brings one to its end, unless whoever has begun it is still at work.</summary>
    /// <returns>As it is now.</returns>
    /// <exception cref="UnavailableException">Others were faster for too long.</exception>
    public async Task<Versioned<GroupRedemption>> SettleAsync(
        Versioned<GroupRedemption> found,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= options.Value.MaxAttempts; attempt++)
        {
            var (redemption, etag) = found;
            if (redemption.DueAt is null)
                return found;
            if (redemption.State == GroupState.Holding && redemption.DueAt > time.GetUtcNow())
                return found;
            var after = redemption.State switch
            {
                GroupState.Holding => Refuse(redemption, Refusal.Unavailable),
                GroupState.Capturing => await CaptureAsync(redemption, cancellationToken),
                GroupState.Releasing => await EndAsync(redemption, cancellationToken),
                GroupState.Done => await ReturnAsync(redemption, cancellationToken),
                _ => throw new InvalidOperationException($"{redemption.State} is an end, and due."),
            };
            found = await redemptions.ReplaceAsync(after, etag, cancellationToken) is { } next
                ? new Versioned<GroupRedemption>(after, next)
                : await ReadAsync(redemption.Id, cancellationToken);
        }

        throw new UnavailableException($"Others changed redemption {found.Value.Id} each time.");
    }

    /// <summary>The redemption once it is to be given up.</summary>
    internal static GroupRedemption Refuse(GroupRedemption redemption, Refusal code) =>
        redemption with
        {
            State = GroupState.Releasing,
            Code = code,
        };

    private async Task<GroupRedemption> CaptureAsync(GroupRedemption redemption, CancellationToken cancellationToken)
    {
        foreach (var share in redemption.Shares)
        {
            var hold =
                await FindAsync(redemption, share, cancellationToken)
                ?? throw new InvalidOperationException($"Hold {redemption.HoldOf(share)} is gone.");
            var captured = await holds.CaptureAsync(hold, null, redemption.ClientId, cancellationToken);
            // Nobody came by for as long as a hold lasts.
            if (captured.Refusal == Refusal.HoldNotOpen)
                return Refuse(redemption, Refusal.Unavailable);
        }

        return redemption with
        {
            State = GroupState.Done,
            DueAt = null,
        };
    }

    private async Task<GroupRedemption> EndAsync(GroupRedemption redemption, CancellationToken cancellationToken)
    {
        await ReleaseAsync(redemption, cancellationToken);
        return redemption with { State = GroupState.Refused, DueAt = null };
    }

    /// <summary>Gives back what is held, and what was captured before another hold turned out to have expired. Only of
    /// those that are given up.</summary>
    internal async Task ReleaseAsync(GroupRedemption redemption, CancellationToken cancellationToken)
    {
        foreach (var share in redemption.Shares)
            if (
                await FindAsync(redemption, share, cancellationToken) is { } hold
                && await holds.ReleaseAsync(hold, redemption.ClientId, cancellationToken)
                    is { Refusal: Refusal.HoldNotOpen }
                && await holds.EndOfAsync(hold, cancellationToken) is { Kind: EntryKind.Capture }
            )
                await ReverseAsync(hold, CommandOf(redemption, redemption.ClientId), cancellationToken);
    }

    /// <summary>Gives back what is taken back of what was done. Each share bears the number of the return, and is given back
    /// once; the first that is says what the till said. Somebody may have reversed a share by hand meanwhile.</summary>
    private async Task<GroupRedemption> ReturnAsync(GroupRedemption redemption, CancellationToken cancellationToken)
    {
        var going =
            redemption.Returning ?? throw new InvalidOperationException($"Nothing goes back of {redemption.Id}.");
        var command = CommandOf(redemption, going.ClientId) with { RequestId = going.RequestId };
        var sale = going.Sale with { Redemption = redemption.Id };
        foreach (var share in going.Shares)
        {
            var hold =
                await FindAsync(redemption, share, cancellationToken)
                ?? throw new InvalidOperationException($"Hold {redemption.HoldOf(share)} is gone.");
            var wish = command with { Amount = share.Points, Sale = sale };
            if ((await ReverseAsync(hold, wish, cancellationToken)).Refusal == Refusal.None)
                sale = command.Sale;
        }

        return redemption with
        {
            Returning = null,
            DueAt = null,
        };
    }

    private Command CommandOf(GroupRedemption redemption, ClientId by) =>
        new()
        {
            Id = default,
            Kind = EntryKind.Reverse,
            Amount = Points.Zero,
            AcceptedAt = time.GetUtcNow(),
            ClientId = by,
            Reference = redemption.Reference,
            Sale = new TillSale { TillId = redemption.Sale.TillId, Redemption = redemption.Id },
        };

    /// <summary>Takes back a captured hold: the command's amount, or what is left where that is less or none is
    /// said.</summary>
    private async Task<PostingOutcome> ReverseAsync(
        LedgerEntry hold,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var key = PointProgram.KeyOf(hold.OrgId, hold.ProgramId);
        var program =
            await catalog.FindAsync<PointProgram>(key, cancellationToken)
            ?? throw new InvalidOperationException($"Hold {hold.Id} names a program that does not exist.");
        return await accounts.PostAsync(
            hold.Account,
            program,
            async token =>
            {
                var before = await reversals.FindAsync(hold, token);
                var earlier = command.RequestId is { } number
                    ? before.FirstOrDefault(one => one.RequestId == number && one.ClientId == command.ClientId)
                    : null;
                if (earlier is not null)
                    return PostingOutcome.Again(earlier);
                var left = -hold.Points - Reversals.Sum(before);
                if (left == Points.Zero)
                    return PostingOutcome.Refused(Refusal.AlreadyReversed);
                return command with
                {
                    Id = Reversals.IdAfter(hold, before.Count),
                    Amount = command.Amount == Points.Zero ? left : Points.Min(command.Amount, left),
                    Original = hold,
                    AlreadyReversed = Reversals.Sum(before),
                };
            },
            cancellationToken
        );
    }

    /// <summary>The entry that holds a share; null = it was never placed.</summary>
    internal async Task<LedgerEntry?> FindAsync(
        GroupRedemption redemption,
        GroupShare share,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(redemption.AccountOf(share).Member, [redemption.HoldOf(share)], cancellationToken)
            is [var hold]
            ? hold
            : null;

    private async Task<Versioned<GroupRedemption>> ReadAsync(EntryId id, CancellationToken cancellationToken) =>
        await redemptions.FindAsync(id, cancellationToken)
        ?? throw new InvalidOperationException($"Redemption {id} is gone.");
}

using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Options;

namespace Loyalty.GroupRedemptions;

/// <summary>Takes redemptions of groups back, wholly or in part: each member who gave points gets them back, the last share
/// first. What goes back is written down first; whoever finds it brings it to its end.</summary>
public sealed class GroupReversalHandler(
    IGroupRedemptionStore redemptions,
    GroupRedemptionHandler handler,
    GroupSettlement settlement,
    Reversals reversals,
    IOptions<GroupOptions> options,
    TimeProvider time
)
{
    /// <summary>Takes back.</summary>
    /// <param name="id">The redemption.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="number">By which the same wish sent again is known.</param>
    /// <param name="points">How many; null = all that are left of it.</param>
    /// <param name="saleOf">What the till says of it, by what is left and what of that is taken back.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UnavailableException">Others were faster for too long.</exception>
    public async Task<GroupReversal> ReverseAsync(
        EntryId id,
        ClientId by,
        RequestId number,
        Points? points,
        Func<Points, Points, TillSale> saleOf,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt <= options.Value.MaxAttempts; attempt++)
        {
            if (await handler.FindAsync(id, cancellationToken) is not { Value.State: GroupState.Done } found)
                return new GroupReversal(Refusal.RedemptionUnknown);
            var parts = await ReadAsync(found.Value, cancellationToken);
            var given = parts
                .SelectMany(part => part.Reversals)
                .Where(one => one.ClientId == by && one.RequestId == number)
                .ToList();
            if (given.Count > 0)
                return new GroupReversal(Refusal.None, given, IsReplay: attempt == 0);
            var left = parts.Aggregate(Points.Zero, (sum, part) => sum + part.Left);
            var refusal =
                left == Points.Zero ? Refusal.AlreadyReversed
                : points > left ? Refusal.ReversalMismatch
                : !parts.TrueForAll(part => Reversals.CanReverse(part.Hold, part.Reversals)) ? Refusal.NotReversible
                : Refusal.None;
            if (refusal != Refusal.None)
                return new GroupReversal(refusal);
            var amount = points ?? left;
            var going = found.Value with
            {
                Returning = new GroupReturn(by, number, saleOf(left, amount), [.. SharesOf(amount, parts)]),
                DueAt = time.GetUtcNow() + options.Value.ResumeAfter,
            };
            if (await redemptions.ReplaceAsync(going, found.ETag, cancellationToken) is { } etag)
                await settlement.SettleAsync(new Versioned<GroupRedemption>(going, etag), cancellationToken);
        }

        throw new UnavailableException($"Others took back parts of redemption {id} each time.");
    }

    private static IEnumerable<GroupShare> SharesOf(Points amount, List<Part> parts)
    {
        foreach (var part in parts.AsEnumerable().Reverse())
        {
            var share = Points.Min(part.Left, amount);
            amount -= share;
            if (share > Points.Zero)
                yield return new GroupShare(part.Hold.MemberId, share);
        }
    }

    private async Task<List<Part>> ReadAsync(GroupRedemption redemption, CancellationToken cancellationToken)
    {
        var parts = new List<Part>();
        foreach (var share in redemption.Shares)
        {
            var hold =
                await settlement.FindAsync(redemption, share, cancellationToken)
                ?? throw new InvalidOperationException($"Hold {redemption.HoldOf(share)} is gone.");
            parts.Add(new Part(hold, await reversals.FindAsync(hold, cancellationToken)));
        }

        return parts;
    }

    /// <summary>What one member gave, and was given back.</summary>
    private sealed record Part(LedgerEntry Hold, IReadOnlyList<LedgerEntry> Reversals)
    {
        public Points Left => -Hold.Points - Ledger.Reading.Reversals.Sum(Reversals);
    }
}

/// <summary>What came of a reversal.</summary>
/// <param name="Refusal">Why not; none = it is done.</param>
/// <param name="Entries">The entries that gave back.</param>
/// <param name="IsReplay">Whether it was done before.</param>
public sealed record GroupReversal(Refusal Refusal, IReadOnlyList<LedgerEntry>? Entries = null, bool IsReplay = false);

using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.Corrections;

/// <summary>
/// Takes entries back, wholly or in part, at once:
/// 1 find the entry · 2 see how much of it is reversed so far · 3 post the next part under the next number. Two at a time
/// want the same number; the slower finds it taken and begins at 2 again, so that never more is reversed than there was.
/// </summary>
public sealed class ReversalHandler(
    CachedCatalog catalog,
    ILedgerStore store,
    Reversals reversals,
    AccountHandler accounts,
    OpenDecisions decisions,
    TimeProvider time
)
{
    /// <summary>Reverses. <see cref="Refusal.NotFound"/>, <see cref="Refusal.NotReversible"/>,
    /// <see cref="Refusal.AlreadyReversed"/>, <see cref="Refusal.PointsAlreadySpent"/>,
    /// <see cref="Refusal.PointsExpired"/> or <see cref="Refusal.BalanceLimitReached"/> leave nothing stored.</summary>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes; nothing is stored.</exception>
    public async Task<PostingOutcome> ReverseAsync(ReversalRequest request, CancellationToken cancellationToken)
    {
        // :: Step 1
        using var decision = decisions.Begin();
        if (await store.FindAsync(request.OrgId, request.EntryId, cancellationToken) is not { } original)
            return PostingOutcome.Refused(Refusal.NotFound);
        if (!Reversals.CanReverse(original))
            return PostingOutcome.Refused(Refusal.NotReversible);
        var program = await catalog.FindAsync<PointProgram>(
            PointProgram.KeyOf(original.OrgId, original.ProgramId),
            cancellationToken
        );
        return program is null
            ? PostingOutcome.Refused(Refusal.UnknownProgram)
            : await accounts.PostAsync(
                original.Account,
                program,
                token => PlanAsync(original, request, token),
                cancellationToken
            );
    }

    private async Task<PostingPlan> PlanAsync(
        LedgerEntry original,
        ReversalRequest request,
        CancellationToken cancellationToken
    )
    {
        // :: Step 2
        var now = time.GetUtcNow();
        var before = await reversals.FindAsync(original, cancellationToken);
        if (request.IdempotencyKey is { } key)
            foreach (var earlier in before)
                if (earlier.ClientId == request.ClientId && earlier.RequestId == key)
                    return PostingOutcome.Again(earlier);
        var reversed = Reversals.Sum(before);
        var left = (original.Points < Points.Zero ? -original.Points : original.Points) - reversed;
        if (left == Points.Zero)
            return PostingOutcome.Refused(Refusal.AlreadyReversed);
        if (!Reversals.CanReverse(original, before))
            return PostingOutcome.Refused(Refusal.NotReversible);

        // :: Step 3
        return new Command
        {
            Id = Reversals.IdAfter(original, before.Count),
            Kind = EntryKind.Reverse,
            Amount = request.Points ?? left,
            AcceptedAt = now,
            ReadAt = now,
            Rule = original.RuleId is { } rule
                ? await catalog.FindAsync<Rule>(Rule.KeyOf(original.OrgId, rule), cancellationToken)
                : null,
            Original = original,
            AlreadyReversed = reversed,
            ClientId = request.ClientId,
            RequestId = request.IdempotencyKey,
            Reference = request.Reason,
            ContentHash = request.ContentHash,
        };
    }
}

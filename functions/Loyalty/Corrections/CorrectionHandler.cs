using Loyalty.Idempotency;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Reading;

namespace Loyalty.Corrections;

/// <summary>
/// Corrects the books by hand: 1 an <c>Idempotency-Key</c> stands for this request alone · 2 the ledger posts, or finds
/// what the same request posted before · 3 the audit list shows it. Breaking off after 2 leaves the record to the next
/// attempt, or to <see cref="CorrectionRounds"/>, which follow the journal.
/// </summary>
public sealed class CorrectionHandler(
    ReversalHandler reversals,
    AdjustmentHandler adjustments,
    Creations creations,
    CorrectionRounds rounds,
    CorrectionAudit audit
)
{
    /// <summary>Takes a transaction back, wholly or in part, and answers with the one that does.</summary>
    /// <param name="request">What to take back; its key and content are set from <paramref name="creation"/>.</param>
    /// <param name="creation">The request as it was sent.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<TransactionDocument>> ReverseAsync(
        ReversalRequest request,
        CreationRequest creation,
        CancellationToken cancellationToken
    )
    {
        var (_, refusal) = await creations.ClaimAsync(creation, request.EntryId.ToString(), cancellationToken);
        await rounds.FollowAsync(request.OrgId, cancellationToken);
        return refusal == Refusal.None
            ? await SettleAsync(
                await reversals.ReverseAsync(
                    request with
                    {
                        IdempotencyKey = KeyOf(creation),
                        ContentHash = ContentOf(creation),
                    },
                    cancellationToken
                ),
                cancellationToken
            )
            : refusal;
    }

    /// <summary>Gives a member points, or takes some.</summary>
    /// <param name="request">What to do; its key and content are set from <paramref name="creation"/>.</param>
    /// <param name="creation">The request as it was sent.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<TransactionDocument>> AdjustAsync(
        AdjustmentRequest request,
        CreationRequest creation,
        CancellationToken cancellationToken
    )
    {
        var (_, refusal) = await creations.ClaimAsync(creation, request.MemberId.Value, cancellationToken);
        await rounds.FollowAsync(request.OrgId, cancellationToken);
        return refusal == Refusal.None
            ? await SettleAsync(
                await adjustments.AdjustAsync(
                    request with
                    {
                        IdempotencyKey = KeyOf(creation),
                        ContentHash = ContentOf(creation),
                    },
                    cancellationToken
                ),
                cancellationToken
            )
            : refusal;
    }

    private async Task<Outcome<TransactionDocument>> SettleAsync(
        PostingOutcome posting,
        CancellationToken cancellationToken
    )
    {
        if (posting.Entry is not { } entry)
            return posting.Refusal;
        await audit.RecordAsync(entry, cancellationToken);
        var document = TransactionDocument.Of(entry, Points.Zero);
        return posting.Replayed
            ? Outcomes.Again(document, document.ETagOf())
            : Outcomes.Done(document, document.ETagOf());
    }

    private static string? ContentOf(CreationRequest creation) =>
        creation.IdempotencyKey is null ? null : creation.ContentHash;

    private static RequestId? KeyOf(CreationRequest creation) =>
        creation.IdempotencyKey is { } key ? TextId.From<RequestId>(key) : null;
}

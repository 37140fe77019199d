using Loyalty.Catalog;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.PointsRequests;
using Loyalty.RequestLog;

namespace Loyalty.Holds;

/// <summary>
/// Holds of partners, admitted as points requests are, and answered at once. After scope, signature and body: 3 rule ·
/// 4 client · 5 request id · 6 to 8 by <see cref="RuleGate"/> · 9 the request id stands for this order, and the ledger posts.
/// A step after that needs no rule: whoever placed the hold may end it, and for others it is not there.
/// </summary>
public sealed class HoldAdmission(
    CachedCatalog catalog,
    Creations creations,
    RuleGate gate,
    HoldHandler holds,
    TimeProvider time
)
{
    /// <summary>Places a hold, once for each request id.</summary>
    public async Task<Outcome<HoldDocument>> PlaceAsync(
        Caller caller,
        HoldOrder order,
        RequestSubject subject,
        CancellationToken cancellationToken
    )
    {
        (subject.MemberId, subject.RequestId) = (order.UserId, order.RequestId);

        // :: Step 3
        var rule = await catalog.FindAsync<Rule>(Rule.KeyOf(caller.OrgId, order.RuleId), cancellationToken);
        if (rule is null)
            return Refusal.RuleNotFound;
        (subject.RuleId, subject.ProgramId) = (rule.RuleId, rule.ProgramId);
        if (rule.Type != RuleType.Redeem)
            return new Problem { Refusal = Refusal.RuleNotFound, Detail = "Points are held by a redeem rule alone." };

        // :: Step 4
        if (!rule.ClientIds.Contains(caller.ClientId))
            return Refusal.ClientNotAuthorised;

        // :: Step 5
        var request = RequestFor(caller, order, rule);
        var claim = new CreationRequest(caller.ClientId, KeyOf(request.Id), order.ContentHash());
        var (claimed, reused) = await creations.FindAsync(claim, cancellationToken);
        if (reused != Refusal.None)
            return Refusal.RequestIdReused;

        // :: Steps 6 to 8, unless it is the same again
        var isPlaced = claimed is not null && await holds.IsPlacedAsync(request.Account, request.Id, cancellationToken);
        if (
            !isPlaced
            && await gate.WhyNotAsync(rule, order.UserId, order.Amount, time.GetUtcNow(), cancellationToken)
                is { } problem
        )
            return problem;

        // :: Step 9
        if ((await creations.ClaimAsync(claim, request.Id.ToString(), cancellationToken)).Refusal != Refusal.None)
            return Refusal.RequestIdReused;
        var posting = await holds.PlaceAsync(request, cancellationToken);
        subject.TransactionId = posting.Entry?.Id;
        return ToOutcome(posting, HoldDocument.Of);
    }

    /// <summary>How a hold of the caller's is now; null = there is none.</summary>
    public async Task<HoldDocument?> FindAsync(Caller caller, EntryId id, CancellationToken cancellationToken)
    {
        if (await FindOwnAsync(caller, id, cancellationToken) is not { } hold)
            return null;
        var status = await holds.EndOfAsync(hold, cancellationToken) switch
        {
            { Kind: EntryKind.Capture } => "captured",
            null when Hold.Of(hold).ExpiresAt > time.GetUtcNow() => "held",
            _ => "released",
        };
        return HoldDocument.Of(hold, status);
    }

    /// <summary>Captures a hold of the caller's; without an amount, all of it.</summary>
    public async Task<Outcome<CaptureDocument>> CaptureAsync(
        Caller caller,
        EntryId id,
        Points? amount,
        RequestSubject subject,
        CancellationToken cancellationToken
    )
    {
        if (await FindOwnAsync(caller, id, cancellationToken) is not { } hold)
            return Refusal.NotFound;
        Note(subject, hold);
        if (amount > -hold.Points)
            return Problem.Invalid([new FieldError("amount", "range", $"Must be at most {-hold.Points}.")]);
        var posting = await holds.CaptureAsync(hold, amount, caller.ClientId, cancellationToken);
        return ToOutcome(posting, end => CaptureDocument.Of(hold, end));
    }

    /// <summary>Releases a hold of the caller's.</summary>
    public async Task<Outcome<ReleaseDocument>> ReleaseAsync(
        Caller caller,
        EntryId id,
        RequestSubject subject,
        CancellationToken cancellationToken
    )
    {
        if (await FindOwnAsync(caller, id, cancellationToken) is not { } hold)
            return Refusal.NotFound;
        Note(subject, hold);
        var posting = await holds.ReleaseAsync(hold, caller.ClientId, cancellationToken);
        return ToOutcome(posting, _ => new ReleaseDocument("released"));
    }

    /// <summary>What a hold's request id is claimed under. No <c>Idempotency-Key</c> is the same: none has a space.</summary>
    public static string KeyOf(EntryId hold) => $"hold {hold}";

    private async Task<LedgerEntry?> FindOwnAsync(Caller caller, EntryId id, CancellationToken cancellationToken) =>
        await holds.FindAsync(caller.OrgId, id, cancellationToken) is { } hold && hold.ClientId == caller.ClientId
            ? hold
            : null;

    private static void Note(RequestSubject subject, LedgerEntry hold)
    {
        (subject.MemberId, subject.ProgramId) = (hold.MemberId, hold.ProgramId);
        (subject.RuleId, subject.RequestId) = (hold.RuleId, hold.RequestId);
        subject.TransactionId = hold.Id;
    }

    private static Outcome<T> ToOutcome<T>(PostingOutcome posting, Func<LedgerEntry, T> document)
        where T : class =>
        posting.Entry is not { } entry ? posting.Refusal
        : posting.Replayed ? Outcomes.Again(document(entry), entry.Hash)
        : Outcomes.Done(document(entry), entry.Hash);

    private static HoldRequest RequestFor(Caller caller, HoldOrder order, Rule rule) =>
        new()
        {
            Id = EntryId.ForHold(caller.ClientId, order.RequestId),
            Account = new AccountKey(caller.OrgId, order.UserId, rule.ProgramId),
            Amount = order.Amount,
            Lasts = order.Lasts,
            ClientId = caller.ClientId,
            RequestId = order.RequestId,
            RuleId = rule.RuleId,
            ContentHash = order.ContentHash(),
        };
}

using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Options;

namespace Loyalty.Holds;

/// <summary>
/// Keeps points of members for a while, for every surface: <see cref="PlaceAsync"/> takes them from what the member can
/// spend, <see cref="CaptureAsync"/> redeems all of them or some, <see cref="ReleaseAsync"/> gives them back. A hold that
/// nobody ends is released when it expires. However often a step is sent, and whoever else ends the hold at the same time,
/// it has one end; the same step again finds it.
/// </summary>
public sealed class HoldHandler(
    CachedCatalog catalog,
    ILedgerStore store,
    AccountHandler accounts,
    OpenDecisions decisions,
    IOptions<LedgerOptions> options,
    TimeProvider time
)
{
    /// <summary>Places a hold; at the edge of a cap or budget for fewer points than asked. Any refusal leaves nothing
    /// stored.</summary>
    /// <exception cref="UnavailableException">Others were faster for too long; nothing is stored.</exception>
    public async Task<PostingOutcome> PlaceAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        using var decision = decisions.Begin();
        return await PostAsync(request.Account, token => PlanAsync(request, token), cancellationToken);
    }

    /// <summary>The hold with this id; null = there is none.</summary>
    public async Task<LedgerEntry?> FindAsync(OrgId org, EntryId id, CancellationToken cancellationToken) =>
        await store.FindAsync(org, id, cancellationToken) is { Kind: EntryKind.Hold, Status: EntryStatus.Success } hold
            ? hold
            : null;

    /// <summary>Whether a hold is, or was, placed on an account.</summary>
    public async Task<bool> IsPlacedAsync(AccountKey account, EntryId id, CancellationToken cancellationToken) =>
        await store.FindAsync(account.Member, [id], cancellationToken) is [_];

    /// <summary>What ended a hold; null = nothing yet. One that has expired may not be released yet.</summary>
    public async Task<LedgerEntry?> EndOfAsync(LedgerEntry hold, CancellationToken cancellationToken)
    {
        var ends = await store.FindAsync(hold.Account.Member, [EntryId.ForHoldEnd(hold.Id)], cancellationToken);
        return ends is [var end] ? end : null;
    }

    /// <summary>Redeems what is held, or a part of it; the rest goes back. <see cref="Refusal.HoldNotOpen"/> when it has
    /// ended otherwise.</summary>
    /// <param name="hold">What <see cref="FindAsync"/> has found.</param>
    /// <param name="amount">How many points, at least one and no more than are held; null = all.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UnavailableException">Others were faster for too long; nothing is stored.</exception>
    public Task<PostingOutcome> CaptureAsync(
        LedgerEntry hold,
        Points? amount,
        ClientId by,
        CancellationToken cancellationToken
    ) => EndAsync(hold, EntryKind.Capture, -hold.Points - (amount ?? -hold.Points), by, cancellationToken);

    /// <summary>Gives back what is held. <see cref="Refusal.HoldNotOpen"/> when it has ended otherwise.</summary>
    /// <param name="hold">What <see cref="FindAsync"/> has found.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UnavailableException">Others were faster for too long; nothing is stored.</exception>
    public Task<PostingOutcome> ReleaseAsync(LedgerEntry hold, ClientId by, CancellationToken cancellationToken) =>
        EndAsync(hold, EntryKind.Release, -hold.Points, by, cancellationToken);

    private async Task<PostingPlan> PlanAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        var (org, member) = (request.Account.OrgId, request.Account.MemberId);
        if (await store.FindAsync(request.Account.Member, [request.Id], cancellationToken) is [var earlier])
            return earlier.ContentHash == request.ContentHash
                ? PostingOutcome.Again(earlier)
                : PostingOutcome.Refused(Refusal.RequestIdReused);
        var now = time.GetUtcNow();
        var rule = request.RuleId is { } id
            ? await catalog.FindAsync<Rule>(Rule.KeyOf(org, id), cancellationToken)
            : null;
        var found = await catalog.FindAsync<Member>(Member.KeyOf(org, member), cancellationToken);
        return new Command
        {
            Id = request.Id,
            Kind = EntryKind.Hold,
            Amount = request.Amount,
            AcceptedAt = now,
            ReadAt = now,
            MemberStatus = found?.Status,
            Rule = rule,
            RuleId = request.RuleId,
            RuleVersion = rule?.Version,
            HeldUntil = now + request.Lasts,
            MostHolds = options.Value.MaxOpenHolds,
            ClientId = request.ClientId,
            RequestId = request.RequestId,
            Reference = request.Reference,
            Sale = request.Sale,
            Code = request.Code,
            ContentHash = request.ContentHash,
            TraceParent = System.Diagnostics.Activity.Current?.Id,
        };
    }

    private async Task<PostingOutcome> EndAsync(
        LedgerEntry hold,
        EntryKind kind,
        Points goesBack,
        ClientId by,
        CancellationToken cancellationToken
    )
    {
        using var decision = decisions.Begin();
        return await PostAsync(hold.Account, PlanAsync, cancellationToken);

        async Task<PostingPlan> PlanAsync(CancellationToken token)
        {
            if (await EndOfAsync(hold, token) is { } end)
                return (end.Kind, end.Requested) == (kind, goesBack) && end.ClientId is not null
                    ? PostingOutcome.Again(end)
                    : PostingOutcome.Refused(Refusal.HoldNotOpen);
            var now = time.GetUtcNow();
            return new Command
            {
                Id = EntryId.ForHoldEnd(hold.Id),
                Kind = kind,
                Amount = goesBack,
                AcceptedAt = now,
                ReadAt = now,
                Hold = Hold.Of(hold),
                Rule = hold.RuleId is { } rule
                    ? await catalog.FindAsync<Rule>(Rule.KeyOf(hold.OrgId, rule), token)
                    : null,
                ClientId = by,
                TraceParent = System.Diagnostics.Activity.Current?.Id,
            };
        }
    }

    private async Task<PostingOutcome> PostAsync(
        AccountKey account,
        Func<CancellationToken, Task<PostingPlan>> plan,
        CancellationToken cancellationToken
    )
    {
        var program =
            await catalog.FindAsync<PointProgram>(
                PointProgram.KeyOf(account.OrgId, account.ProgramId),
                cancellationToken
            ) ?? throw new InvalidOperationException($"Program {account.ProgramId} of {account.OrgId} does not exist.");
        return await accounts.PostAsync(account, program, plan, cancellationToken);
    }
}

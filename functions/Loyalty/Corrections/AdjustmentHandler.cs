using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;

namespace Loyalty.Corrections;

/// <summary>Corrects accounts by hand, at once. Also of members who are blocked or closed: books must be mendable.</summary>
public sealed class AdjustmentHandler(
    CachedCatalog catalog,
    ILedgerStore store,
    AccountHandler accounts,
    TimeProvider time
)
{
    /// <summary>Adjusts. <see cref="Refusal.UnknownProgram"/>, <see cref="Refusal.NotFound"/> (the member),
    /// <see cref="Refusal.InsufficientBalance"/> or <see cref="Refusal.BalanceLimitReached"/> leave nothing
    /// stored.</summary>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes; nothing is stored.</exception>
    public async Task<PostingOutcome> AdjustAsync(AdjustmentRequest request, CancellationToken cancellationToken)
    {
        var key = new AccountKey(request.OrgId, request.MemberId, request.ProgramId);
        if (!await IsKnownAsync(key, cancellationToken))
            return PostingOutcome.Refused(Refusal.NotFound);
        var program = await catalog.FindAsync<PointProgram>(
            PointProgram.KeyOf(request.OrgId, request.ProgramId),
            cancellationToken
        );
        if (program is not { Remote: null })
            return PostingOutcome.Refused(Refusal.UnknownProgram);

        var now = time.GetUtcNow();
        var requestId = request.IdempotencyKey ?? TextId.From<RequestId>(FreshId.Create("adjust", now));
        var command = new Command
        {
            Id = EntryId.ForAdjustment(request.ClientId, requestId),
            Kind = EntryKind.Adjust,
            Amount = request.Points,
            AcceptedAt = now,
            ClientId = request.ClientId,
            RequestId = requestId,
            Reference = request.Reason,
            ContentHash = request.ContentHash,
        };
        return await accounts.PostAsync(key, program, token => PlanAsync(key, command, token), cancellationToken);
    }

    private async Task<PostingPlan> PlanAsync(AccountKey key, Command command, CancellationToken cancellationToken) =>
        await store.FindAsync(key.Member, [command.Id], cancellationToken) is [var earlier]
            ? PostingOutcome.Again(earlier)
            : command;

    private async Task<bool> IsKnownAsync(AccountKey key, CancellationToken cancellationToken) =>
        await catalog.FindAsync<Member>(Member.KeyOf(key.OrgId, key.MemberId), cancellationToken) is not null
        || await store.LoadAsync(key, cancellationToken) is not null;
}

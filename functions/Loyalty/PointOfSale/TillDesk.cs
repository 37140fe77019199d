using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Limits;

namespace Loyalty.PointOfSale;

/// <summary>Takes what tills ask for, within what a till and a customer may be asked about in a while. The items of one
/// request are done one after the other and have nothing to do with each other.</summary>
public sealed class TillDesk(
    CustomerLookup customers,
    RedemptionHandler redemptions,
    RedemptionCheck check,
    RedemptionReversal reversals,
    ClientLimits limits,
    TillCounts counts
)
{
    /// <summary>Redeems.</summary>
    /// <returns>An outcome for each item; or none at all, and when to come again.</returns>
    public Task<(IReadOnlyList<TillOutcome> Outcomes, TimeSpan? RetryAfter)> RedeemAsync(
        Caller caller,
        IReadOnlyList<RedemptionDraft> drafts,
        CancellationToken cancellationToken
    ) => EachAsync(caller, drafts, redemptions.RedeemAsync, cancellationToken);

    /// <summary>Tells whether points could be redeemed.</summary>
    /// <inheritdoc cref="RedeemAsync"/>
    public Task<(IReadOnlyList<TillOutcome> Outcomes, TimeSpan? RetryAfter)> CheckAsync(
        Caller caller,
        RedemptionDraft draft,
        CancellationToken cancellationToken
    ) => EachAsync(caller, [draft], check.CheckAsync, cancellationToken);

    /// <summary>Sends the customer a code.</summary>
    /// <inheritdoc cref="RedeemAsync"/>
    public Task<(IReadOnlyList<TillOutcome> Outcomes, TimeSpan? RetryAfter)> IssueCodeAsync(
        Caller caller,
        RedemptionDraft draft,
        CancellationToken cancellationToken
    ) => EachAsync(caller, [draft with { IsCodeWanted = true }], check.IssueCodeAsync, cancellationToken);

    /// <summary>Takes a redemption back.</summary>
    /// <inheritdoc cref="RedeemAsync"/>
    public async Task<(IReadOnlyList<TillOutcome> Outcomes, TimeSpan? RetryAfter)> ReverseAsync(
        Caller caller,
        ReversalDraft draft,
        CancellationToken cancellationToken
    ) =>
        limits.TakeFromTill(caller.ClientId, draft.TillId) is { } wait
            ? ([], wait)
            : ([await TryAsync(caller, false, () => reversals.ReverseAsync(caller, draft, cancellationToken))], null);

    private async Task<(IReadOnlyList<TillOutcome> Outcomes, TimeSpan? RetryAfter)> EachAsync(
        Caller caller,
        IReadOnlyList<RedemptionDraft> drafts,
        Func<Caller, RedemptionDraft, (Member?, Refusal), CancellationToken, Task<TillOutcome>> work,
        CancellationToken cancellationToken
    )
    {
        foreach (var till in drafts.Select(draft => draft.TillId).Distinct())
            if (limits.TakeFromTill(caller.ClientId, till) is { } wait)
                return ([], wait);
        var found = new List<(Member? Member, Refusal Refusal)>(drafts.Count);
        foreach (var draft in drafts)
        {
            found.Add(await customers.FindAsync(caller.OrgId, draft.Customer, cancellationToken));
            if (
                found[^1].Member is { } member
                && limits.TakeOfCustomer(new MemberKey(member.OrgId, member.MemberId)) is { } wait
            )
                return ([], wait);
        }

        var outcomes = new List<TillOutcome>(drafts.Count);
        foreach (var (draft, customer) in drafts.Zip(found))
            outcomes.Add(
                await TryAsync(caller, draft.IsCodeWanted, () => work(caller, draft, customer, cancellationToken))
            );
        return (outcomes, null);
    }

    /// <summary>What does not answer right now is told of the one item that met it.</summary>
    private async Task<TillOutcome> TryAsync(Caller caller, bool isCodeWanted, Func<Task<TillOutcome>> work)
    {
        try
        {
            var outcome = await work();
            counts.Add(caller, outcome, isCodeWanted);
            return outcome;
        }
        catch (UnavailableException)
        {
            return new TillOutcome { Refusal = Refusal.Unavailable };
        }
    }
}

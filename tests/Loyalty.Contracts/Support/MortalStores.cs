using Loyalty.Budgets;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger;

namespace Loyalty.Contracts.Support;

/// <summary>The stores of a host that dies before, or right after, one of its writes: from then on nothing gets through. Or
/// that only meets faults there, now and then.</summary>
/// <param name="ledger">Its ledger.</param>
/// <param name="budgets">Its budgets.</param>
/// <param name="groups">Its redemptions of groups.</param>
/// <param name="seed">Which faults there are.</param>
/// <param name="faults">How often.</param>
public sealed class MortalStores(
    ILedgerStore ledger,
    IBudgetStore budgets,
    IGroupRedemptionStore groups,
    int seed = 0,
    double faults = 0
) : FaultyStores(ledger, budgets, seed, faults, Points.Zero), IGroupRedemptionStore
{
    private int steps;

    /// <summary>The step at which it dies; null = it lives.</summary>
    public int? DiesAt { get; init; }

    /// <summary>How many it has taken.</summary>
    public int Steps => steps;

    /// <summary>What happens once, when a redemption has been written down for the first time.</summary>
    public Func<Task>? Interference { get; set; }

    public async Task<string?> CreateAsync(GroupRedemption redemption, CancellationToken cancellationToken)
    {
        MayFail();
        var etag = await groups.CreateAsync(redemption, cancellationToken);
        MayFail();
        var (interfere, _) = (Interference, Interference = null);
        if (interfere is not null)
            await interfere();
        return etag;
    }

    public ValueTask<Versioned<GroupRedemption>?> FindAsync(EntryId id, CancellationToken cancellationToken) =>
        groups.FindAsync(id, cancellationToken);

    public async Task<string?> ReplaceAsync(
        GroupRedemption redemption,
        string etag,
        CancellationToken cancellationToken
    )
    {
        MayFail();
        var next = await groups.ReplaceAsync(redemption, etag, cancellationToken);
        MayFail();
        return next;
    }

    public Task<IReadOnlyList<GroupRedemption>> DueAsync(
        DateTimeOffset before,
        int limit,
        CancellationToken cancellationToken
    ) => groups.DueAsync(before, limit, cancellationToken);

    protected override void MayFail()
    {
        if (Interlocked.Increment(ref steps) >= DiesAt)
            throw new IOException("Dead.");
        base.MayFail();
    }
}

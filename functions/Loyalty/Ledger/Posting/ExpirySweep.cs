using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Ledger.Posting;

/// <summary>
/// Takes expired points from accounts that nobody uses, and releases their expired holds. Accounts in use do it themselves
/// when they are loaded, so this only keeps reports and budgets true; it may stop and go on at any account.
/// </summary>
public sealed class ExpirySweep(
    CachedCatalog catalog,
    ILedgerStore store,
    AccountHandler accounts,
    IOptions<LedgerOptions> options,
    TimeProvider time,
    ILogger<ExpirySweep> logger
)
{
    private const int PageSize = 200;

    /// <summary>Sweeps expired points until nothing more is due or <see cref="LedgerOptions.SweepLimit"/> accounts were
    /// looked at.</summary>
    /// <returns>How many accounts had expired points.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // The date is ahead of UTC's in the zones east of it; each program's own date then decides.
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(1);
        var (looked, expired) = await SweepAsync(
            () => store.DueAsync(day, PageSize, cancellationToken),
            cancellationToken
        );
        Log.Swept(logger, looked, expired);
        return expired;
    }

    /// <summary>Sweeps expired holds, as <see cref="RunAsync"/> does points.</summary>
    /// <returns>How many accounts had expired holds.</returns>
    public async Task<int> ReleaseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (looked, released) = await SweepAsync(
            () => store.HoldsDueAsync(now, PageSize, cancellationToken),
            cancellationToken
        );
        Log.HoldsReleased(logger, looked, released);
        return released;
    }

    private async Task<(int Looked, int Expired)> SweepAsync(
        Func<Task<IReadOnlyList<AccountKey>>> findDue,
        CancellationToken cancellationToken
    )
    {
        var (looked, expired) = (0, 0);
        while (looked < options.Value.SweepLimit)
        {
            var due = await findDue();
            var before = expired;
            foreach (var key in due)
                if (await ExpireAsync(key, cancellationToken))
                    expired++;
            looked += due.Count;
            // The longest overdue come first, so a page without progress means that the rest is not due yet either.
            if (due.Count < PageSize || expired == before)
                break;
        }

        return (looked, expired);
    }

    private async Task<bool> ExpireAsync(AccountKey key, CancellationToken cancellationToken)
    {
        var program = await catalog.FindAsync<PointProgram>(
            PointProgram.KeyOf(key.OrgId, key.ProgramId),
            cancellationToken
        );
        return program is not null && await accounts.ExpireAsync(key, program, cancellationToken);
    }
}

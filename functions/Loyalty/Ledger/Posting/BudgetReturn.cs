using Loyalty.Budgets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Ledger.Posting;

/// <summary>
/// Settles reservations that were left behind: by a process that died after the commit of an entry whose message nobody
/// delivers again, or by a reversal that was begun and never repeated. Points set aside for a message that is still to
/// come, or is parked, stay set aside: it can be applied at any time, and then with exactly these. For a hold no message
/// comes: what was set aside for one that was not placed is given back when nobody has asked for it for long enough.
/// </summary>
public sealed class BudgetReturn(
    IBudgetStore store,
    ILedgerStore ledger,
    BudgetDesk desk,
    IOptions<BudgetOptions> options,
    TimeProvider time,
    ILogger<BudgetReturn> logger
)
{
    private const int PageSize = 200;

    /// <summary>Looks at the reservations that are older than <see cref="BudgetOptions.ReturnAfter"/>, at most
    /// <see cref="BudgetOptions.ReturnLimit"/>, the oldest first.</summary>
    /// <returns>How many were settled.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (looked, settled) = (0, 0);
        string? cursor = null;
        do
        {
            var page = await store.OpenedBeforeAsync(
                now - options.Value.ReturnAfter,
                cursor,
                PageSize,
                cancellationToken
            );
            foreach (var reservation in page.Items)
                if (await SettleAsync(reservation, now, cancellationToken))
                    settled++;
            looked += page.Items.Count;
            cursor = page.NextCursor;
        } while (cursor is not null && looked < options.Value.ReturnLimit);

        Log.ReservationsReturned(logger, looked, settled);
        return settled;
    }

    private async Task<bool> SettleAsync(
        Reservation reservation,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var entries = await ledger.FindAsync(reservation.Member, [reservation.EntryId], cancellationToken);
        if (entries.Count > 0)
            await desk.SettleAsync(reservation.Budget, BudgetedCommands.Settlements(entries), cancellationToken);
        else if (now - reservation.At > AgeOf(reservation))
            await desk.ForgetAsync(reservation, cancellationToken);
        else
            return false;
        return true;
    }

    /// <summary>The age at which it is certain that nothing will come of it; null = never.</summary>
    private TimeSpan? AgeOf(Reservation reservation) =>
        reservation switch
        {
            { IsAnswered: true } => options.Value.ForgetHoldsAfter,
            { GivesBack: true } => options.Value.ForgetReversalsAfter,
            _ => null,
        };
}

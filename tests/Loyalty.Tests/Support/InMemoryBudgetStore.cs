using System.Text.Json;
using Loyalty.Budgets;

namespace Loyalty.Tests.Support;

/// <summary>
/// Budgets in memory, kept as JSON. A test can step in before a commit, or make it fail before or after it is stored.
/// </summary>
internal sealed class InMemoryBudgetStore : IBudgetStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<BudgetKey, (string Json, long Revision)> budgets = [];
    private readonly Dictionary<(BudgetKey, EntryId), string> reservations = [];

    /// <summary>Called before each commit; what it throws is thrown.</summary>
    public Func<BudgetWrite, Task>? BeforeCommit { get; set; }

    /// <summary>Called after each write is stored; what it throws is thrown, as when the connection is lost.</summary>
    public Action<BudgetWrite>? AfterCommit { get; set; }

    public int Reads { get; private set; }

    public int Commits { get; private set; }

    public IReadOnlyList<Reservation> Open
    {
        get
        {
            lock (gate)
                return [.. reservations.Values.Select(Read)];
        }
    }

    public ValueTask<Versioned<Budget>?> FindAsync(BudgetKey key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Reads++;
            return new(
                budgets.TryGetValue(key, out var found)
                    ? new Versioned<Budget>(
                        JsonSerializer.Deserialize(found.Json, BudgetJson.Default.Budget)!,
                        $"{found.Revision}"
                    )
                    : null
            );
        }
    }

    public Task<IReadOnlyList<Reservation>> ReservationsAsync(
        BudgetKey key,
        IReadOnlyCollection<EntryId> entries,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
        {
            Reads++;
            return Task.FromResult<IReadOnlyList<Reservation>>([
                .. entries
                    .Distinct()
                    .Where(id => reservations.ContainsKey((key, id)))
                    .Select(id => Read(reservations[(key, id)])),
            ]);
        }
    }

    public async Task<BudgetCommit> CommitAsync(BudgetWrite write, CancellationToken cancellationToken)
    {
        BudgetWrite.Check(write);
        // Off the caller's thread, as over a network: what comes meanwhile gathers.
        await Task.Yield();
        if (BeforeCommit is { } before)
            await before(write);
        BudgetCommit commit;
        lock (gate)
            commit = Store(write);
        if (commit.Outcome == BudgetCommitOutcome.Committed)
            AfterCommit?.Invoke(write);
        return commit;
    }

    public Task<Page<Reservation>> OpenedBeforeAsync(
        DateTimeOffset before,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            Pages.Of(
                "reservations",
                Open.Where(reservation => reservation.At < before)
                    .Select(reservation => ($"{reservation.At.UtcTicks:D19}.{reservation.EntryId}", reservation)),
                cursor,
                limit
            )
        );

    private BudgetCommit Store(BudgetWrite write)
    {
        var key = write.After.Key;
        var revision = budgets.TryGetValue(key, out var found) ? found.Revision : 0;
        if ((write.ETag ?? "0") != $"{revision}")
            return BudgetCommit.Stale;
        var gone = write.Closed.Concat(write.Extended.Select(reservation => reservation.EntryId));
        if (gone.Any(id => !reservations.ContainsKey((key, id))))
            return BudgetCommit.Stale;
        if (write.Opened.Any(item => !write.Closed.Contains(item.EntryId) && IsOpen(item)))
            return BudgetCommit.Exists;
        foreach (var id in write.Closed)
            reservations.Remove((key, id));
        foreach (var item in write.Extended.Concat(write.Opened))
            reservations[(key, item.EntryId)] = JsonSerializer.Serialize(item, BudgetJson.Default.Reservation);
        budgets[key] = (JsonSerializer.Serialize(write.After, BudgetJson.Default.Budget), revision + 1);
        Commits++;
        return BudgetCommit.Committed($"{revision + 1}");
    }

    private bool IsOpen(Reservation reservation) => reservations.ContainsKey((reservation.Budget, reservation.EntryId));

    private static Reservation Read(string json) => JsonSerializer.Deserialize(json, BudgetJson.Default.Reservation)!;
}

namespace Loyalty.Budgets;

/// <summary>Port: budgets and their open reservations. Faults (the store cannot be reached) are thrown.</summary>
public interface IBudgetStore
{
    /// <summary>The budget, or null before its first reservation. A point read.</summary>
    ValueTask<Versioned<Budget>?> FindAsync(BudgetKey key, CancellationToken cancellationToken);

    /// <summary>The open reservations for these entries, in no order; those that do not exist are left out.</summary>
    Task<IReadOnlyList<Reservation>> ReservationsAsync(
        BudgetKey key,
        IReadOnlyCollection<EntryId> entries,
        CancellationToken cancellationToken
    );

    /// <summary>Writes durably, all of it or nothing. After a fault it may be stored or not.</summary>
    /// <exception cref="ArgumentException">More than <see cref="BudgetWrite.MaxOperations"/>, or of more than one
    /// budget.</exception>
    Task<BudgetCommit> CommitAsync(BudgetWrite write, CancellationToken cancellationToken);

    /// <summary>Reservations opened before an instant, over all budgets, the oldest first.</summary>
    /// <param name="before">The instant.</param>
    /// <param name="cursor">Where the page before ended; null = from the oldest. Opaque; one not given out by the store
    /// is an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<Reservation>> OpenedBeforeAsync(
        DateTimeOffset before,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    );
}

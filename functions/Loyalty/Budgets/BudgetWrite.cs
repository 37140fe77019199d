using System.Collections.Immutable;

namespace Loyalty.Budgets;

/// <summary>What one commit writes, all of it or nothing: a budget and reservations of it, the closed before the
/// opened, because one can be both.</summary>
public sealed record BudgetWrite
{
    /// <summary>Most operations (the budget and its reservations) in one commit; Cosmos DB's own limit.</summary>
    public const int MaxOperations = 100;

    /// <summary>The budget as it is to be.</summary>
    public required Budget After { get; init; }

    /// <summary>The tag it was read with; null = it is new.</summary>
    public required string? ETag { get; init; }

    /// <summary>Reservations to create.</summary>
    public ImmutableArray<Reservation> Opened { get; init; } = [];

    /// <summary>Reservations that exist and grow.</summary>
    public ImmutableArray<Reservation> Extended { get; init; } = [];

    /// <summary>Reservations to delete.</summary>
    public ImmutableArray<EntryId> Closed { get; init; } = [];

    /// <summary>How many operations it is.</summary>
    public int Operations => 1 + Opened.Length + Extended.Length + Closed.Length;

    /// <summary>For stores: whether it can be one commit at all.</summary>
    /// <exception cref="ArgumentException">Too many operations, or reservations of another budget.</exception>
    public static void Check(BudgetWrite write)
    {
        if (write.Operations > MaxOperations)
            throw new ArgumentException($"More than {MaxOperations} operations.", nameof(write));
        if (write.Opened.Concat(write.Extended).Any(reservation => reservation.Budget != write.After.Key))
            throw new ArgumentException("A reservation is another budget's.", nameof(write));
    }
}

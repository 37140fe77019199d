namespace Loyalty.Budgets;

/// <summary>Something to be done to a budget, together with whatever else is waiting.</summary>
internal abstract class BudgetWork
{
    // Whoever waits goes on elsewhere: were it to go on here, the next commit would wait for it.
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is stored.</summary>
    public Task Done => done.Task;

    /// <summary>The entries whose reservations it is about.</summary>
    public abstract IReadOnlyCollection<EntryId> Entries { get; }

    /// <summary>Whether it can do nothing without knowing which of these reservations are open.</summary>
    public abstract bool NeedsReservations { get; }

    /// <summary>Works itself into a draft; the last time is the one that counts.</summary>
    public abstract void Apply(BudgetDraft draft);

    public void Complete() => done.TrySetResult();

    public void Fail(Exception fault) => done.TrySetException(fault);
}

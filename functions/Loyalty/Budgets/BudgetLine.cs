namespace Loyalty.Budgets;

/// <summary>
/// The works that wait for one budget. One commit is in flight at a time and takes along all that waits, so that a busy
/// rule costs one commit for each round trip and not one for each account. Writers elsewhere are found by the commit.
/// </summary>
internal sealed class BudgetLine(
    BudgetKey key,
    IBudgetStore store,
    BudgetOptions options,
    TimeProvider time,
    Jitter jitter
)
{
    private const int MaxKnown = 10_000;

    private readonly Queue<BudgetWork> waiting = [];
    private bool busy;

    // What follows belongs to the one commit in flight. All of it is true as of the tag: when another has written
    // since, the commit fails and it is read again.
    private readonly Dictionary<EntryId, Reservation?> known = [];
    private Budget? budget;
    private string? etag;

    // When points were last set aside by the clock of who did it, and when that was first seen here.
    private (DateTimeOffset By, DateTimeOffset Seen) reservedAt;

    /// <summary>Does the work in one of the next commits.</summary>
    public Task RunAsync(BudgetWork work, CancellationToken cancellationToken)
    {
        bool first;
        lock (waiting)
        {
            waiting.Enqueue(work);
            first = !busy;
            busy = true;
        }

        if (first)
            _ = DrainAsync();
        return work.Done.WaitAsync(cancellationToken);
    }

    private async Task DrainAsync()
    {
        while (Take() is { Count: > 0 } works)
        {
            try
            {
                await CommitAsync(works);
                works.ForEach(work => work.Complete());
            }
            catch (Exception fault)
            {
                // What is stored now is not known. Everyone concerned hears of it; nobody else waits here.
                Forget();
                works.ForEach(work => work.Fail(fault));
            }
        }
    }

    private List<BudgetWork> Take()
    {
        var works = new List<BudgetWork>();
        lock (waiting)
        {
            var room = BudgetWrite.MaxOperations - 1;
            while (waiting.TryPeek(out var next) && (works.Count == 0 || next.Entries.Count <= room))
            {
                works.Add(waiting.Dequeue());
                room -= next.Entries.Count;
            }

            busy = works.Count > 0;
        }

        return works;
    }

    /// <summary>Not to be cancelled: the commit is of several callers, and each stops waiting by its own token.</summary>
    private async Task CommitAsync(List<BudgetWork> works)
    {
        var certain = false;
        for (var attempt = 1; attempt <= options.MaxAttempts; )
        {
            var current = await KnowAsync(works, certain);
            var now = time.GetUtcNow();
            var draft = new BudgetDraft(current, known, QuietSince(current, now), now, options.Patience);
            works.ForEach(work => work.Apply(draft));
            if (draft.IsShort && !certain)
            {
                certain = true;
                Forget();
                continue;
            }

            if (!draft.IsChanged)
                return;
            var write = draft.ToWrite(etag);
            var commit = await store.CommitAsync(write, CancellationToken.None);
            switch (commit.Outcome)
            {
                case BudgetCommitOutcome.Committed:
                    Remember(write, commit.ETag);
                    return;
                case BudgetCommitOutcome.Exists:
                    // The budget is as it was read, or the commit had met that first.
                    certain = true;
                    attempt++;
                    break;
                case BudgetCommitOutcome.Stale:
                    Telemetry.BudgetConflicts.Add(1);
                    Forget();
                    await WaitAsync(attempt++);
                    break;
                default:
                    throw new InvalidOperationException($"The store answered {commit.Outcome}.");
            }
        }

        throw new BudgetContentionException(options.MaxAttempts);
    }

    /// <summary>The budget, after learning what the works need to know of their reservations; all if certain.</summary>
    private async Task<Budget> KnowAsync(List<BudgetWork> works, bool certain)
    {
        var current = budget;
        if (current is null)
        {
            // Before the reservations: one that changes after this makes the commit stale.
            var found = await store.FindAsync(key, CancellationToken.None);
            current = found?.Value ?? Budget.Empty(key);
            (budget, etag) = (current, found?.ETag);
        }

        var unknown = works
            .Where(work => certain || work.NeedsReservations)
            .SelectMany(work => work.Entries)
            .Where(id => !known.ContainsKey(id))
            .ToHashSet();
        if (unknown.Count == 0)
            return current;
        foreach (var id in unknown)
            known[id] = null;
        foreach (var reservation in await store.ReservationsAsync(key, unknown, CancellationToken.None))
            known[reservation.EntryId] = reservation;
        return current;
    }

    /// <summary>Since when nobody has set points aside, as far as this host can know: where the other's clock is ahead,
    /// patience would else begin only once that time has come.</summary>
    private DateTimeOffset QuietSince(Budget current, DateTimeOffset now)
    {
        if (reservedAt.By != current.ReservedAt)
            reservedAt = (current.ReservedAt, now);
        return reservedAt.Seen < reservedAt.By ? reservedAt.Seen : reservedAt.By;
    }

    private void Remember(BudgetWrite write, string? newTag)
    {
        (budget, etag) = (write.After, newTag);
        foreach (var id in write.Closed)
            known.Remove(id);
        foreach (var reservation in write.Opened.Concat(write.Extended))
            known[reservation.EntryId] = reservation;
        if (known.Count > MaxKnown)
            Forget();
    }

    private void Forget()
    {
        (budget, etag) = (null, null);
        known.Clear();
    }

    private Task WaitAsync(int attempt) =>
        Task.Delay(options.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 6)) * jitter(), time);
}

/// <summary>A budget was not free at any attempt; whoever asked is to come again.</summary>
public sealed class BudgetContentionException(int attempts)
    : UnavailableException($"A rule's budget was not free at {attempts} attempts.");

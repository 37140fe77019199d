namespace Loyalty.Budgets;

/// <summary>
/// The next version of a budget while it is made: asks and settlements are worked into it one after the other. No clock,
/// no input or output.
/// </summary>
/// <param name="before">The budget as it is stored.</param>
/// <param name="known">Reservations of which it is known that they are open, or (null) that they are not.</param>
/// <param name="quietSince">Since when nobody has set points of it aside.</param>
/// <param name="now">The time.</param>
/// <param name="patience">See <see cref="BudgetOptions.Patience"/>.</param>
internal sealed class BudgetDraft(
    Budget before,
    IReadOnlyDictionary<EntryId, Reservation?> known,
    DateTimeOffset quietSince,
    DateTimeOffset now,
    TimeSpan patience
)
{
    private readonly Dictionary<EntryId, Reservation> opened = [];
    private readonly Dictionary<EntryId, Reservation> extended = [];
    private readonly HashSet<EntryId> closed = [];
    private readonly long ticket = before.Version + 1;
    private Budget budget = before;
    private DateTimeOffset quietSince = quietSince;
    private bool isCounted;

    /// <summary>Whether somebody did not get all that was asked for, which is only right where the budget and its
    /// reservations are known for certain.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Whether there is anything to write.</summary>
    public bool IsChanged => opened.Count + extended.Count + closed.Count > 0 || isCounted;

    /// <summary>
    /// Sets points aside. Less than asked for only if that is final: as long as others' reservations could still be
    /// given back, the answer is null = ask again. A reservation that exists is used, and grows if more is needed now.
    /// </summary>
    public BudgetGrant? Reserve(BudgetKey key, BudgetAsk ask, Points limit)
    {
        var existing = Find(ask.EntryId);
        var have = existing?.Points ?? Points.Zero;
        var missing = Points.Max(ask.Points - have, Points.Zero);
        if (existing is not null && missing == Points.Zero)
        {
            // Written, though nothing else changes: what is known of it may be old, and it be given up by now.
            if (existing.CanBeForgotten && existing.At != now)
                Put(existing with { At = now }, isNew: false);
            return new BudgetGrant(have, existing.Ticket);
        }

        var more = Points.Min(missing, budget.Use.RemainingOf(limit));
        if (more < missing)
        {
            IsShort = true;
            if (budget.Reserved > have && now - quietSince < patience)
                return null;
            if (have + more == Points.Zero)
                return new BudgetGrant(Points.Zero, null);
        }

        var reservation =
            existing
            ?? new Reservation
            {
                EntryId = ask.EntryId,
                OrgId = key.OrgId,
                RuleId = key.RuleId,
                MemberId = ask.MemberId,
                Points = Points.Zero,
                Ticket = ticket,
                At = now,
                IsAnswered = ask.IsAnswered,
            };
        Put(
            reservation with
            {
                Points = have + more,
                At = existing is null or { CanBeForgotten: true } ? now : existing.At,
            },
            isNew: existing is null
        );
        if (more > Points.Zero)
        {
            budget = budget with { Reserved = budget.Reserved + more, ReservedAt = now };
            quietSince = now;
        }

        return new BudgetGrant(have + more, reservation.Ticket);
    }

    /// <summary>Closes the entry's reservation and counts what was moved under it; nothing where none is open.</summary>
    public void Settle(Settlement settlement)
    {
        if (Find(settlement.EntryId) is not { } reservation)
            return;
        // An entry that names another reservation was counted when that one was settled.
        var moved = settlement.Ticket == reservation.Ticket ? settlement.Points : Points.Zero;
        budget = budget with { Used = budget.Used + moved, Reserved = budget.Reserved - reservation.Points };
        extended.Remove(settlement.EntryId);
        if (!opened.Remove(settlement.EntryId))
            closed.Add(settlement.EntryId);
    }

    /// <summary>Closes a reservation of which nothing will come, unless it has changed since it was read.</summary>
    public void Forget(Reservation reservation)
    {
        if (Find(reservation.EntryId) == reservation)
            Settle(new Settlement(reservation.EntryId, null, Points.Zero));
    }

    /// <summary>Sets what was moved without reservations.</summary>
    public void Count(Points moved)
    {
        isCounted = budget.Before != moved;
        budget = budget with { Before = moved };
    }

    /// <summary>What is to be written.</summary>
    public BudgetWrite ToWrite(string? etag) =>
        new()
        {
            After = budget with { Version = ticket },
            ETag = etag,
            Opened = [.. opened.Values],
            Extended = [.. extended.Values],
            Closed = [.. closed],
        };

    private Reservation? Find(EntryId id)
    {
        if (opened.TryGetValue(id, out var found) || extended.TryGetValue(id, out found))
            return found;
        return closed.Contains(id) ? null : known.GetValueOrDefault(id);
    }

    private void Put(Reservation reservation, bool isNew)
    {
        if (isNew || opened.ContainsKey(reservation.EntryId))
            opened[reservation.EntryId] = reservation;
        else
            extended[reservation.EntryId] = reservation;
    }
}

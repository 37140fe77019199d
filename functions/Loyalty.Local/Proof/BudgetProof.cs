using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Local.Proof;

/// <summary>
/// Adds up what entries moved of their rules' budgets, and compares. An entry that counts names the reservation it was
/// posted under; its reservation being open still says that the budget has not heard of it yet. What names none was moved
/// before the rule had its first budget, and counted then.
/// </summary>
internal sealed class BudgetProof
{
    private readonly Dictionary<BudgetKey, Points> moved = [];
    private readonly Dictionary<BudgetKey, Points> before = [];
    private readonly Dictionary<BudgetKey, Points> reserved = [];
    private readonly HashSet<BudgetKey> rules = [];
    private readonly Dictionary<EntryId, (BudgetKey Budget, long Ticket, Points Moved)> counted = [];
    private readonly List<string> faults = [];

    /// <summary>What is wrong so far, each in one sentence.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Takes a rule as it is in force.</summary>
    public void Add(Rule rule)
    {
        if (rule.IsCounted)
            rules.Add(new BudgetKey(rule.OrgId, rule.RuleId));
    }

    /// <summary>Takes an entry; any, in any order.</summary>
    public void Add(LedgerEntry entry)
    {
        if (entry.Status != EntryStatus.Success)
            return;
        if (entry.RuleId is not { } rule)
        {
            if (entry.BudgetTicket is not null)
                faults.Add($"Entry {entry.Id}: it counts against a budget, but of no rule.");
            return;
        }

        var key = new BudgetKey(entry.OrgId, rule);
        var points = RuleMove.Of(entry);
        if (entry.BudgetTicket is not { } ticket)
        {
            Count(before, key, points);
            return;
        }

        Count(moved, key, points);
        counted[entry.Id] = (key, ticket, points);
    }

    /// <summary>Takes an open reservation, after all entries.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="isAwaited">Whether its message is still to be applied.</param>
    public void Add(Reservation reservation, bool isAwaited)
    {
        Count(reserved, reservation.Budget, reservation.Points);
        if (!counted.TryGetValue(reservation.EntryId, out var entry))
        {
            if (!isAwaited && reservation is { GivesBack: false, IsAnswered: false })
                faults.Add(
                    $"Budget of {reservation.RuleId}: {reservation.Points} points are set aside for "
                        + $"{reservation.EntryId}, which nobody is to apply."
                );
            return;
        }

        if (entry.Ticket != reservation.Ticket)
            return;
        Count(moved, reservation.Budget, -entry.Moved);
        if (entry.Moved > reservation.Points)
            faults.Add($"Entry {reservation.EntryId}: it moved more than was set aside for it.");
    }

    /// <summary>Compares a budget as it is stored, after all reservations.</summary>
    public void Close(Budget budget)
    {
        moved.Remove(budget.Key, out var used);
        reserved.Remove(budget.Key, out var open);
        if (used != budget.Used)
            faults.Add($"Budget of {budget.RuleId}: {budget.Used} points are used, by its entries it is {used}.");
        before.Remove(budget.Key, out var earlier);
        if (rules.Contains(budget.Key) && earlier != (budget.Before ?? Points.Zero))
            faults.Add(
                $"Budget of {budget.RuleId}: {budget.Before ?? Points.Zero} points were moved before it, by its entries it "
                    + $"is {earlier}."
            );
        if (open != budget.Reserved)
            faults.Add($"Budget of {budget.RuleId}: {budget.Reserved} points are reserved, by reservations {open}.");
    }

    /// <summary>Ends the comparison, after all budgets.</summary>
    public void Close()
    {
        var counted = before
            .Where(rule => rule.Value != Points.Zero && rules.Contains(rule.Key))
            .Select(rule => rule.Key);
        foreach (var key in moved.Keys.Union(reserved.Keys).Union(counted))
            faults.Add($"Budget of {key.RuleId}: it is not stored, but entries or reservations name it.");
    }

    private static void Count(Dictionary<BudgetKey, Points> sums, BudgetKey key, Points points) =>
        sums[key] = sums.GetValueOrDefault(key) + points;
}

using Loyalty.Budgets;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>Which commands of an account count against a budget, and how they are held to it.</summary>
internal static class BudgetedCommands
{
    /// <summary>
    /// The first commands, at most so many, and the one budget that they count against. A command of another budget is
    /// left for the next commit: waiting for one budget with points of another in hand, two accounts could wait for each
    /// other.
    /// </summary>
    public static List<Command> Take(List<Command> commands, int most, out (BudgetKey Key, Points Limit)? budget)
    {
        budget = null;
        var part = new List<Command>(Math.Min(commands.Count, most));
        foreach (var command in commands)
        {
            if (part.Count == most)
                break;
            var own = BudgetOf(command);
            if (own is not null && budget is not null && own.Value.Key != budget.Value.Key)
                break;
            // A reversal asks for nothing, so that any limit will do for it; an award of the same rule knows the real one.
            if (own is { } known && (budget is null || command.Kind != EntryKind.Reverse))
                budget = known;
            part.Add(command);
        }

        return part;
    }

    /// <summary>What the commands would move of the budget, by their entries as decided without one.</summary>
    public static List<BudgetAsk> Asks(List<Command> commands, IEnumerable<LedgerEntry> entries)
    {
        var budgeted = commands
            .Where(command => BudgetOf(command) is not null)
            .Select(command => command.Id)
            .ToHashSet();
        return
        [
            .. entries
                .Where(entry => entry.Status == EntryStatus.Success && budgeted.Contains(entry.Id))
                .Select(entry => new BudgetAsk(entry.Id, entry.MemberId, Points.Max(RuleMove.Of(entry), Points.Zero))),
        ];
    }

    /// <summary>
    /// The commands with their limits, as far as was granted, and not beyond the first that got less than it asked for:
    /// up to there the account is as it was when the asks were made, after it they could be others.
    /// </summary>
    public static List<Command> Limit(List<Command> commands, List<BudgetAsk> asks, IReadOnlyList<BudgetGrant> grants)
    {
        var limited = new List<Command>(commands.Count);
        var next = 0;
        foreach (var command in commands)
        {
            if (next == asks.Count || command.Id != asks[next].EntryId)
            {
                limited.Add(command);
                continue;
            }

            if (next == grants.Count)
                break;
            var grant = grants[next];
            limited.Add(command with { BudgetLimit = grant.Points, BudgetTicket = grant.Ticket });
            if (grant.Points < asks[next++].Points)
                break;
        }

        return limited;
    }

    /// <summary>
    /// The stored entries that the budget is to hear of: all that count against it. Also a refused one may have points
    /// set aside, when it was not refused at the delivery before.
    /// </summary>
    public static List<LedgerEntry> Counted(List<Command> commands, IReadOnlyList<LedgerEntry> stored)
    {
        var budgeted = commands
            .Where(command => BudgetOf(command) is not null)
            .Select(command => command.Id)
            .ToHashSet();
        return [.. stored.Where(entry => budgeted.Contains(entry.Id))];
    }

    /// <summary>What the budget is to hear of stored entries.</summary>
    public static IReadOnlyCollection<Settlement> Settlements(IEnumerable<LedgerEntry> entries) =>
        [.. entries.Select(entry => new Settlement(entry.Id, entry.BudgetTicket, RuleMove.Of(entry)))];

    /// <summary>An award counts while its rule has a budget; a reversal if what it takes back was counted.</summary>
    private static (BudgetKey Key, Points Limit)? BudgetOf(Command command) =>
        command switch
        {
            { Kind: EntryKind.Earn or EntryKind.Redeem, Rule: { Budget: { } limit } rule } => (
                new BudgetKey(rule.OrgId, rule.RuleId),
                limit
            ),
            { Kind: EntryKind.Reverse, Original: { BudgetTicket: not null, RuleId: { } rule } original } => (
                new BudgetKey(original.OrgId, rule),
                Points.Zero
            ),
            _ => null,
        };
}

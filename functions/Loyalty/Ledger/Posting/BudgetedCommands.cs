using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>Which commands of an account count against a budget, and how they are held to it.</summary>
internal static class BudgetedCommands
{
    /// <summary>What no budget holds back, and is counted all the same. Half of all, so that sums do not overflow.</summary>
    private static readonly Points Unlimited = new(long.MaxValue / 2);

    /// <summary>
    /// The first commands, at most so many, and the one budget that they count against. A command of another budget is
    /// left for the next commit: waiting for one budget with points of another in hand, two accounts could wait for each
    /// other. So is one of a version of the rule with another limit, and
    /// one that takes behind some that give back: what they give is to be had once they are committed.
    /// </summary>
    public static List<Command> Take(
        OrgId org,
        IEnumerable<Command> commands,
        int most,
        out (BudgetKey Key, Points? Limit)? budget
    )
    {
        budget = null;
        var part = new List<Command>();
        foreach (var command in commands)
        {
            if (part.Count == most)
                break;
            if (BudgetOf(command) is { } own)
            {
                if (budget is { } taken && (own.Rule != taken.Key.RuleId || own.Limit != taken.Limit))
                    break;
                budget = (new BudgetKey(org, own.Rule), own.Limit);
            }

            part.Add(command);
        }

        return part;
    }

    /// <summary>What the commands would move of the budget, by their entries as decided without one.</summary>
    public static List<BudgetAsk> Asks(List<Command> commands, IEnumerable<LedgerEntry> entries)
    {
        var budgeted = Budgeted(commands);
        return
        [
            .. entries
                .Where(entry => entry.Status == EntryStatus.Success && budgeted.Contains(entry.Id))
                .Select(entry => new BudgetAsk(entry.Id, entry.MemberId, Points.Max(RuleMove.Of(entry), Points.Zero))
                {
                    IsAnswered = entry.Kind == EntryKind.Hold,
                }),
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
        var budgeted = Budgeted(commands);
        return [.. stored.Where(entry => budgeted.Contains(entry.Id))];
    }

    /// <summary>What the budget is to hear of stored entries.</summary>
    public static IReadOnlyCollection<Settlement> Settlements(IEnumerable<LedgerEntry> entries) =>
        [.. entries.Select(entry => new Settlement(entry.Id, entry.BudgetTicket, RuleMove.Of(entry)))];

    /// <summary>
    /// The budget of a command and its limit, which a reversal does not have. An award counts from the first budget of its
    /// rule on. A reversal counts if what it takes back was counted under a reservation, or has been counted since; and
    /// while the rule is not active, when its first budget may be on its way. So does the end of a hold, and always where
    /// nobody has looked the rule up: what gives back without need does no harm.
    /// </summary>
    private static (RuleId Rule, Points? Limit)? BudgetOf(Command command) =>
        command switch
        {
            { Kind: EntryKind.Earn or EntryKind.Redeem or EntryKind.Hold, Rule: { } rule }
                when rule.IsCounted || rule.Budget is not null => (rule.RuleId, rule.Budget ?? Unlimited),
            { Kind: EntryKind.Reverse, Original: { RuleId: { } rule } original }
                when original.BudgetTicket is not null
                    || command.Rule is { IsCounted: true } or { Status: not RuleStatus.Active } => (rule, null),
            { Hold.RuleId: { } rule, Rule: null or { IsCounted: true } or { Status: not RuleStatus.Active } } => (
                rule,
                null
            ),
            _ => null,
        };

    private static HashSet<EntryId> Budgeted(List<Command> commands) =>
        commands.Where(command => BudgetOf(command) is not null).Select(command => command.Id).ToHashSet();
}

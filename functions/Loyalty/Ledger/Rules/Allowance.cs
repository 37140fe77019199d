using System.Collections.Immutable;

namespace Loyalty.Ledger.Rules;

/// <summary>How much a command may move.</summary>
/// <param name="Points">As much as was asked for, or what cap and budget still leave of it; never negative.</param>
/// <param name="Usage">The account's usage of caps when that much is moved.</param>
/// <param name="CountsIn">The period in which it counts there; null = in none.</param>
/// <param name="Edge">Which limit it is when nothing is left.</param>
internal readonly record struct Allowance(Points Points, ImmutableArray<CapUsage> Usage, string? CountsIn, Refusal Edge)
{
    /// <summary>What no limit holds back.</summary>
    public static Allowance All(Account account, Points points) => new(points, account.Usage, null, Refusal.None);

    /// <summary>What the cap and the budget of the command's rule still leave of its amount.</summary>
    public static Allowance Of(Account account, Command command, Refusal atCap, DateOnly today)
    {
        if (command.Rule?.Cap is not { } cap)
            return new(Budgeted(command.Amount, command), account.Usage, null, Refusal.BudgetLimitReached);
        if (CapPeriods.Current(account.Usage, command.Rule, today) is not { } current)
        {
            var each = Budgeted(Points.Min(command.Amount, cap.Points), command);
            return new(each, account.Usage, null, Refusal.BudgetLimitReached);
        }

        var left = Points.Max(cap.Points - current.Used, Points.Zero);
        var allowed = Budgeted(Points.Min(command.Amount, left), command);
        return new(
            allowed,
            CapPeriods.Replace(account.Usage, current with { Used = current.Used + allowed }, today),
            current.Period,
            left == Points.Zero ? atCap : Refusal.BudgetLimitReached
        );
    }

    private static Points Budgeted(Points points, Command command) =>
        command.BudgetLimit is { } limit ? Points.Min(points, Points.Max(limit, Points.Zero)) : points;
}

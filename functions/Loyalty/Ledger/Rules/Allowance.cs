namespace Loyalty.Ledger.Rules;

/// <summary>How much a command may move.</summary>
/// <param name="Points">As much as was asked for, or what cap and budget still leave of it; never negative.</param>
/// <param name="Edge">Which limit it is when nothing is left.</param>
internal readonly record struct Allowance(Points Points, Refusal Edge)
{
    /// <summary>What the cap and the budget of the command's rule still leave of its amount.</summary>
    public static Allowance Of(Account account, Command command, Refusal atCap, DateOnly today)
    {
        var left = command.Amount;
        if (command.Rule is { Cap: { } cap } rule)
        {
            var used = CapPeriods.Current(account, rule, today)?.Used ?? Points.Zero;
            left = Points.Min(left, Points.Max(cap.Points - used, Points.Zero));
        }

        return left == Points.Zero ? new(left, atCap) : new(Budgeted(left, command), Refusal.BudgetLimitReached);
    }

    private static Points Budgeted(Points points, Command command) =>
        command.BudgetLimit is { } limit ? Points.Min(points, Points.Max(limit, Points.Zero)) : points;
}

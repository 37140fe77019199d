using Loyalty.Catalog;

namespace Loyalty.Ledger.Rules;

/// <summary>
/// Ends holds. What a hold took counts as redeemed from its capture on; what is not captured goes back as if it had been
/// reversed. Capture and release of a hold have the same id, so that one alone comes to pass.
/// </summary>
internal static class Holding
{
    /// <summary>The releases that are overdue, in the order in which the holds were placed.</summary>
    public static IEnumerable<Command> Overdue(Account account, DateTimeOffset now) =>
        from hold in account.Held ?? []
        where hold.ExpiresAt <= now
        select new Command
        {
            Id = EntryId.ForHoldEnd(hold.Id),
            Kind = EntryKind.Release,
            Amount = hold.Points,
            AcceptedAt = hold.ExpiresAt,
            Hold = hold,
        };

    /// <summary>Whether a command releases, for nobody, a hold that has expired. It comes before anything else that is done to the
    /// account, also before expired points are taken: when they went back does not depend on who noticed it when.</summary>
    public static bool IsOverdue(Command command, DateTimeOffset now) =>
        command is { Kind: EntryKind.Release, ClientId: null, Hold: { } hold } && hold.ExpiresAt <= now;

    /// <summary>Decides a <see cref="EntryKind.Capture"/> or <see cref="EntryKind.Release"/> command, whose amount is
    /// what goes back.</summary>
    public static Decision End(Account account, Command command, PointProgram program, DateTimeOffset now)
    {
        if (command.Hold is not { } named)
            throw new ArgumentException("It does not say which hold ends.", nameof(command));
        var isCapture = command.Kind == EntryKind.Capture;
        var hold = account.Held?.FirstOrDefault(held => held.Id == named.Id);
        if (hold is null || (isCapture && hold.ExpiresAt <= now))
            return LedgerRules.Refuse(account, command, Refusal.HoldNotOpen, now);
        var redeemed = hold.Points - command.Amount;
        if (command.Amount < Points.Zero || redeemed < Points.Zero || (redeemed > Points.Zero) != isCapture)
            throw new ArgumentException($"{command.Amount} of {hold.Points} cannot go back.", nameof(command));

        var endsAt = hold.ExpiresAt < now ? hold.ExpiresAt : now;
        var part = Reversal.Tail(hold.Buckets, Points.Zero, command.Amount);
        var changes = Reversal.Return(account.Buckets, part, program, program.DateAt(endsAt));
        var after = account with
        {
            LifetimeRedeemed = account.LifetimeRedeemed + redeemed,
            Usage = CapPeriods.TryParseDay(hold.CountsOn, out var day)
                ? CapPeriods.Add(account.Usage, hold.RuleId, day, -command.Amount)
                : account.Usage,
            Held = account.Held is [_] ? null : account.Held?.Remove(hold),
        };
        return LedgerRules.Post(account, command, changes, after, hold.CountsOn, now);
    }
}

using System.Collections.Immutable;
using Loyalty.Catalog;

namespace Loyalty.Ledger.Rules;

/// <summary>
/// What happens to an account. Pure: no clock, no randomness, no input or output; the same arguments always give the
/// same entries with the same hashes, which is what lets a proof replay the ledger.
/// </summary>
public static partial class LedgerRules
{
    /// <summary>
    /// Most points in an account, and in its lifetime counts: 2^53 - 1, the largest whole number that every JSON reader
    /// keeps exact (RFC 8259 §6).
    /// </summary>
    public static readonly Points MaxBalance = new((1L << 53) - 1);

    /// <summary>
    /// Decides a command on an account, after taking what has expired by now. One decision, or two when the first is
    /// the expiry. Holds that have expired are not seen to here: <see cref="Holding.Overdue"/> comes first.
    /// </summary>
    public static IReadOnlyList<Decision> Apply(
        Account account,
        Command command,
        PointProgram program,
        DateTimeOffset now
    )
    {
        if (Holding.IsOverdue(command, now) || Expire(account, program, now) is not { } expiry)
            return [Decide(account, command, program, now)];
        return [expiry, Decide(expiry.After, command, program, now)];
    }

    /// <summary>The account as it will be once holds and points that have expired by now are seen to.</summary>
    public static Account Current(Account account, PointProgram program, DateTimeOffset now)
    {
        foreach (var release in Holding.Overdue(account, now))
            account = Decide(account, release, program, now).After;
        return Expire(account, program, now)?.After ?? account;
    }

    /// <summary>Takes the points whose last day is over; null when there are none.</summary>
    public static Decision? Expire(Account account, PointProgram program, DateTimeOffset now)
    {
        var today = program.DateAt(now);
        if (account.NextExpiry is not { } next || next >= today)
            return null;
        var changes = account
            .Buckets.Where(bucket => bucket.ExpiresOn < today)
            .Select(bucket => bucket with { Points = -bucket.Points })
            .ToImmutableArray();
        var points = Buckets.Sum(changes);
        var command = new Command
        {
            Id = EntryId.ForExpiry(account.OrgId, account.MemberId, account.ProgramId, account.Version + 1),
            Kind = EntryKind.Expire,
            Amount = -points,
            AcceptedAt = now,
        };
        return Post(account, command, changes, account, countsOn: null, now);
    }

    /// <summary>Decides a command on an account from which everything expired has been taken.</summary>
    public static Decision Decide(Account account, Command command, PointProgram program, DateTimeOffset now)
    {
        if (command.Code is { } code && (account.Code?.Nonce != code || !account.Code.IsAlive(now)))
            return Refuse(account, command, Refusal.ValidationCodeInvalid, now);
        var today = program.DateAt(now);
        return command.Kind switch
        {
            EntryKind.Earn => Earn(account, command, program, today, now),
            EntryKind.Redeem or EntryKind.Hold => Redeem(account, command, program, today, now),
            EntryKind.Issue when program.WhyNot(command.MemberStatus) is var refusal and not Refusal.None => Refuse(
                account,
                command,
                refusal,
                now
            ),
            EntryKind.Issue => Award(account, command, command.Amount, program, today, now),
            EntryKind.Adjust when command.Amount > Points.Zero => Award(
                account,
                command,
                command.Amount,
                program,
                today,
                now
            ),
            EntryKind.Adjust => Spend(account, command, -command.Amount, -command.Amount, today, now),
            EntryKind.Reverse => Reversal.Decide(account, command, program, today, now),
            EntryKind.Capture or EntryKind.Release => Holding.End(account, command, program, now),
            _ => throw new ArgumentException($"Nothing decides {command.Kind}.", nameof(command)),
        };
    }

    private static Decision Earn(
        Account account,
        Command command,
        PointProgram program,
        DateOnly today,
        DateTimeOffset now
    )
    {
        if (Admits(command, program) is var refusal and not Refusal.None)
            return Refuse(account, command, refusal, now);
        var allowed = Allowance.Of(account, command, Refusal.EarningLimitReached, today);
        return allowed.Points == Points.Zero
            ? Refuse(account, command, allowed.Edge, now)
            : Award(account, command, allowed.Points, program, today, now);
    }

    private static Decision Redeem(
        Account account,
        Command command,
        PointProgram program,
        DateOnly today,
        DateTimeOffset now
    )
    {
        if (Admits(command, program) is var refusal and not Refusal.None)
            return Refuse(account, command, refusal, now);
        if (command.RuleId is not null && program.Redemption.WhyNot(command.Amount) is not null)
            return Refuse(account, command, Refusal.RedemptionNotAllowed, now);
        if (command.Kind == EntryKind.Hold && (account.Held?.Length ?? 0) >= command.MostHolds)
            return Refuse(account, command, Refusal.TooManyHolds, now);
        var allowed = Allowance.Of(account, command, Refusal.RedemptionLimitReached, today);
        return allowed.Points == Points.Zero && command.Amount > Points.Zero && account.Balance >= command.Amount
            ? Refuse(account, command, allowed.Edge, now)
            : Spend(account, command, command.Amount, allowed.Points, today, now);
    }

    /// <summary>
    /// Whether the rule, if there is one, and the member admit the command. Dates count at acceptance, so that a queue's
    /// delay refuses nobody; status counts now, because switching a rule off or blocking a member is an emergency brake.
    /// </summary>
    private static Refusal Admits(Command command, PointProgram program)
    {
        if (command.RuleId is not null)
        {
            if (command.Rule is not { Status: RuleStatus.Active } rule)
                return Refusal.RuleNotActive;
            if (!rule.Admits(command.AcceptedAt))
                return Refusal.RuleOutsideDates;
        }
        return program.WhyNot(command.MemberStatus);
    }

    private static Decision Award(
        Account account,
        Command command,
        Points points,
        PointProgram program,
        DateOnly today,
        DateTimeOffset now
    )
    {
        if (points > MaxBalance - Points.Max(account.Balance + account.HeldPoints, account.LifetimeEarned))
            return Refuse(account, command, Refusal.BalanceLimitReached, now);
        var changes = Buckets.Give(account.Buckets, points, program.Expiration?.LastDay(today));
        var after = Count(account, command, points, today) with { LifetimeEarned = account.LifetimeEarned + points };
        return Post(account, command, changes, after, CountsOn(command, today), now);
    }

    private static Decision Spend(
        Account account,
        Command command,
        Points asked,
        Points points,
        DateOnly today,
        DateTimeOffset now
    )
    {
        if (asked > account.Balance)
            return Refuse(account, command, Refusal.InsufficientBalance, now);
        if (points > MaxBalance - account.LifetimeRedeemed - account.HeldPoints)
            return Refuse(account, command, Refusal.BalanceLimitReached, now);
        var changes = Buckets.Take(account.Buckets, points);
        var counted = Count(account, command, points, today);
        var isHold = command.Kind == EntryKind.Hold;
        var after = isHold ? counted : counted with { LifetimeRedeemed = account.LifetimeRedeemed + points };
        var spent = Post(account, command, changes, after, CountsOn(command, today), now);
        return isHold
            ? spent with
            {
                After = spent.After with { Held = [.. after.Held ?? [], Hold.Of(spent.Entry)] },
            }
            : spent;
    }

    private static Account Count(Account account, Command command, Points points, DateOnly today) =>
        command.Rule is { } rule ? CapPeriods.Count(account, rule, today, points) : account;

    private static string? CountsOn(Command command, DateOnly today) =>
        command.Rule is null ? null : CapPeriods.NameOf(today);
}

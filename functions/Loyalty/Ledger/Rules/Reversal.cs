using System.Collections.Immutable;
using Loyalty.Catalog;

namespace Loyalty.Ledger.Rules;

/// <summary>
/// Taking an entry back, wholly or in part, as if that part had never been. A part is always the end of the entry: what
/// remains is the entry that a smaller request would have made. So how much has been reversed so far says which points
/// are next, and nothing else has to be remembered.
/// </summary>
internal static class Reversal
{
    /// <summary>Decides a <see cref="EntryKind.Reverse"/> command.</summary>
    public static Decision Decide(
        Account account,
        Command command,
        PointProgram program,
        DateOnly today,
        DateTimeOffset now
    )
    {
        if (command.Original is not { Status: EntryStatus.Success } original)
            throw new ArgumentException("Only a posted entry can be reversed.", nameof(command));
        var moved = original.Points < Points.Zero ? -original.Points : original.Points;
        if (command.Amount > moved - command.AlreadyReversed)
            return LedgerRules.Refuse(account, command, Refusal.AlreadyReversed, now);
        var part = Tail(original.Buckets, command.AlreadyReversed, command.Amount);
        return original.Points > Points.Zero
            ? TakeBack(account, command, original, part, program, today, now)
            : GiveBack(account, command, original, part, program, today, now);
    }

    /// <summary>An award: its own buckets first, then what is there, then a debt if the program allows one.</summary>
    private static Decision TakeBack(
        Account account,
        Command command,
        LedgerEntry original,
        ImmutableArray<Bucket> part,
        PointProgram program,
        DateOnly today,
        DateTimeOffset now
    )
    {
        if (part.Any(bucket => bucket.ExpiresOn < today))
            return LedgerRules.Refuse(account, command, Refusal.PointsExpired, now);
        if (command.Amount > account.Balance && !program.Reversal.AllowNegativeBalance)
            return LedgerRules.Refuse(account, command, Refusal.PointsAlreadySpent, now);

        var changes = ImmutableArray.CreateBuilder<Bucket>();
        var rest = account.Buckets;
        var missing = command.Amount;
        foreach (var given in part)
        {
            var left = rest.FirstOrDefault(bucket => bucket.ExpiresOn == given.ExpiresOn).Points;
            var taken = Points.Min(Points.Max(left, Points.Zero), given.Points);
            if (taken == Points.Zero)
                continue;
            var change = given with { Points = -taken };
            changes.Add(change);
            rest = Buckets.Apply(rest, change);
            missing -= taken;
        }

        changes.AddRange(Buckets.Take(rest, missing));
        var day = CapPeriods.DayOf(original, program);
        var after = account with
        {
            LifetimeEarned = account.LifetimeEarned - command.Amount,
            Usage = CapPeriods.Add(account.Usage, original.RuleId, day, -command.Amount),
        };
        var countsOn = original.RuleId is null ? null : CapPeriods.NameOf(day);
        return LedgerRules.Post(account, command, changes.DrainToImmutable(), after, countsOn, now);
    }

    /// <summary>A redemption: each point back to its bucket.</summary>
    private static Decision GiveBack(
        Account account,
        Command command,
        LedgerEntry original,
        ImmutableArray<Bucket> part,
        PointProgram program,
        DateOnly today,
        DateTimeOffset now
    )
    {
        var changes = Return(account.Buckets, part, program, today);
        if (Buckets.Sum(changes) > LedgerRules.MaxBalance - account.Balance - account.HeldPoints)
            return LedgerRules.Refuse(account, command, Refusal.BalanceLimitReached, now);
        var day = CapPeriods.DayOf(original, program);
        var after = account with
        {
            LifetimeRedeemed = account.LifetimeRedeemed - command.Amount,
            Usage = CapPeriods.Add(account.Usage, original.RuleId, day, -command.Amount),
        };
        var countsOn = original.RuleId is null ? null : CapPeriods.NameOf(day);
        return LedgerRules.Post(account, command, changes, after, countsOn, now);
    }

    /// <summary>The changes that give spent points back to their buckets; those of a bucket that has expired by a day are
    /// forfeited or get a grace.</summary>
    internal static ImmutableArray<Bucket> Return(
        ImmutableArray<Bucket> buckets,
        ImmutableArray<Bucket> part,
        PointProgram program,
        DateOnly today
    )
    {
        var changes = ImmutableArray.CreateBuilder<Bucket>();
        foreach (var spent in part)
        {
            var lastDay = spent.ExpiresOn;
            if (lastDay < today)
            {
                if (program.Reversal.GraceDays == 0)
                    continue;
                lastDay = today.AddDays(program.Reversal.GraceDays);
            }

            foreach (var change in Buckets.Give(buckets, -spent.Points, lastDay))
            {
                changes.Add(change);
                buckets = Buckets.Apply(buckets, change);
            }
        }

        return changes.DrainToImmutable();
    }

    /// <summary>The last <paramref name="points"/> of the entry's changes, before the last <paramref name="skip"/>.</summary>
    internal static ImmutableArray<Bucket> Tail(ImmutableArray<Bucket> changes, Points skip, Points points)
    {
        var tail = ImmutableArray.CreateBuilder<Bucket>();
        for (var i = changes.Length - 1; i >= 0 && points > Points.Zero; i--)
        {
            var sign = changes[i].Points < Points.Zero ? -1 : 1;
            var size = new Points(sign * changes[i].Points.Value);
            var skipped = Points.Min(size, skip);
            skip -= skipped;
            var used = Points.Min(size - skipped, points);
            points -= used;
            if (used > Points.Zero)
                tail.Add(changes[i] with { Points = new Points(sign * used.Value) });
        }

        return tail.DrainToImmutable();
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.PointOfSale;

/// <summary>What a redemption at a till must be like. Pure: no clock, no input or output.</summary>
internal static class RedemptionRules
{
    /// <summary>Most other programs that give points to one redemption: with expiry, each takes three of the hundred
    /// operations that one commit can have.</summary>
    private const int MostShares = 30;

    private static readonly string[] Times = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH-mm-ss"];

    /// <summary>The points that are meant; null = none, not a whole number or too many.</summary>
    public static Points? PointsOf(RedemptionDraft draft, PointProgram program)
    {
        const NumberStyles form = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(draft.Points, form, CultureInfo.InvariantCulture, out var number) || number <= 0)
            return null;
        if (draft.IsMoney)
        {
            if (number != decimal.Round(number, Worth.Digits(program.Currency)))
                return null;
            number = Worth.PointsFor(program, number);
        }

        return number == decimal.Truncate(number) && number <= Points.MaxPerRequest ? new Points((long)number) : null;
    }

    /// <summary>When it happened by the till's clock, in one form; null = the till does not say. False = it says no time, or
    /// one that lies ahead.</summary>
    public static bool TryReadTime(RedemptionDraft draft, PointProgram program, DateTimeOffset latest, out string? time)
    {
        time = null;
        if (draft.Time is null)
            return true;
        var isTime = DateTime.TryParseExact(
            draft.Time,
            Times,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var at
        );
        time = at.ToString(Times[0], CultureInfo.InvariantCulture);
        return isTime && at <= program.ClockAt(latest);
    }

    /// <summary>Why the member cannot redeem so many points by the accounts that there are; none = it can.</summary>
    /// <param name="points">How many.</param>
    /// <param name="program">The program.</param>
    /// <param name="accounts">The program's account, and those that give what it lacks.</param>
    /// <param name="taken">How many are taken from which account: the first, perhaps none, and then others in the order in
    /// which they give.</param>
    public static Refusal WhyNot(
        Points points,
        PointProgram program,
        IReadOnlyList<Account> accounts,
        out ImmutableArray<(int Program, Points Points)> taken
    )
    {
        taken = Take(points, accounts, out var missing);
        if (accounts.All(account => account.Version == 0))
            return Refusal.NoAccount;
        return WhyNot(program.Redemption, points, accounts[0].LifetimeEarned) is var refusal and not Refusal.None
                ? refusal
            : missing > Points.Zero ? Refusal.InsufficientBalance
            : Refusal.None;
    }

    /// <summary>Why the customer cannot redeem so many points of the group by the accounts of its members that there are; none
    /// = it can.</summary>
    public static Refusal WhyNotOfGroup(RedemptionWish wish, IReadOnlyList<Account> members) =>
        members.Count == 0 ? Refusal.NoAccount
        : WhyNot(wish.Program.Redemption, wish.Points, wish.EverEarned) is var refusal and not Refusal.None ? refusal
        : members.Aggregate(Points.Zero, (sum, one) => sum + Points.Max(one.Balance, Points.Zero)) < wish.Points
            ? Refusal.InsufficientBalance
        : Refusal.None;

    private static Refusal WhyNot(RedemptionPolicy policy, Points points, Points everEarned) =>
        everEarned < policy.MinimumLifetimePoints ? Refusal.LifetimePointsTooFew
        : points < policy.Minimum ? Refusal.RedemptionBelowMinimum
        : points > policy.Maximum ? Refusal.RedemptionAboveMaximum
        : points.Value % policy.MultipleOf.Value != 0 ? Refusal.RedemptionNotMultiple
        : Refusal.None;

    /// <summary>From the first account what it has, and from the others what expires first; of what expires on the same
    /// day, that of the earlier account.</summary>
    private static ImmutableArray<(int Program, Points Points)> Take(
        Points points,
        IReadOnlyList<Account> accounts,
        out Points missing
    )
    {
        var taken = new Points[accounts.Count];
        var order = new List<int>();
        taken[0] = Points.Min(points, Points.Max(accounts[0].Balance, Points.Zero));
        missing = points - taken[0];
        var others =
            from i in Enumerable.Range(1, accounts.Count - 1)
            from bucket in accounts[i].Buckets
            where bucket.Points > Points.Zero
            orderby bucket.ExpiresOn ?? DateOnly.MaxValue, i
            select (Account: i, bucket.Points);
        foreach (var (i, there) in others)
        {
            if (missing == Points.Zero || (!order.Contains(i) && order.Count == MostShares))
                continue;
            if (!order.Contains(i))
                order.Add(i);
            var part = Points.Min(there, missing);
            taken[i] += part;
            missing -= part;
        }

        return [(0, taken[0]), .. order.Select(i => (i, taken[i]))];
    }
}

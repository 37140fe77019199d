using System.Globalization;
using Loyalty.Catalog;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.Ledger;

/// <summary>
/// The invariants of one account, checked against its history by arithmetic of its own: nothing here calls the code that
/// decides. Fed after every operation with the entries that are new.
/// </summary>
internal sealed partial class Invariants(PointProgram program, IReadOnlyDictionary<(RuleId, int), Rule> rules)
{
    private readonly SortedDictionary<DateOnly, long> buckets = [];
    private readonly Dictionary<EntryId, LedgerEntry> posted = [];
    private readonly Dictionary<EntryId, long> reversed = [];
    private readonly Dictionary<(RuleId, string), long> used = [];
    private readonly List<LedgerEntry> held = [];
    private readonly HashSet<EntryId> seen = [];
    private readonly List<(string Head, long Balance)> versions = [("", 0)];
    private readonly RuleProof judged = new();
    private AccountProof? proof;
    private int judgedVersions;
    private int checkedEntries;
    private long version;
    private string head = "";
    private (long Earned, long Redeemed) lifetime;

    private long Balance => buckets.Values.Sum();

    /// <summary>Takes the entries that are new and compares the account as it is stored now.</summary>
    public void Check(IReadOnlyList<LedgerEntry> history, Account? account)
    {
        for (; checkedEntries < history.Count; checkedEntries++)
            Take(history[checkedEntries]);
        Require(1, (account?.Balance.Value ?? 0) == Balance, "the balance is the sum of the entries");
        Require(1, Balance >= 0 || program.Reversal.AllowNegativeBalance, "the balance is not negative");
        Require(
            1,
            buckets
                .Where(bucket => bucket.Value != 0)
                .Select(bucket => (bucket.Key, bucket.Value))
                .SequenceEqual(
                    (account?.Buckets ?? []).Select(bucket =>
                        (bucket.ExpiresOn ?? DateOnly.MaxValue, bucket.Points.Value)
                    )
                ),
            "the buckets are what the entries left"
        );
        Require(
            1,
            held.Select(hold => (hold.Id, -hold.Points.Value, hold.HeldUntil))
                .SequenceEqual(
                    (account?.Held ?? []).Select(hold => (hold.Id, hold.Points.Value, (DateTimeOffset?)hold.ExpiresAt))
                ),
            "the holds are what the entries left open"
        );
        Require(6, (account?.Version ?? 0) == version && (account?.Head ?? "") == head, "the head ends the chain");
        Require(1, (account?.LifetimeEarned.Value ?? 0) == lifetime.Earned, "lifetime earned");
        Require(1, (account?.LifetimeRedeemed.Value ?? 0) == lifetime.Redeemed, "lifetime redeemed");
        // The product's own proof has to see what is right as right, also where it judges more than is done here.
        proof?.Close(account);
        Require(
            6,
            proof is null or { Faults: [] },
            $"the proof finds nothing, but: {string.Join(" ", proof?.Faults ?? [])}"
        );
    }

    private void Take(LedgerEntry entry)
    {
        Require(2, seen.Add(entry.Id), "one outcome for each request");
        if (judgedVersions != rules.Count)
            Judge();
        proof ??= new AccountProof(entry.Account, judged);
        proof.Add(entry);
        Require(6, entry.Hash == EntryHash.Of(entry), "the hash is that of the content");
        if (entry.Status == EntryStatus.Failed)
        {
            TakeRefusal(entry);
            return;
        }

        Require(6, entry.PreviousHash == head, "each entry follows the one before");
        Require(6, entry.Version == version + 1, "versions have no gap");
        Require(1, entry.Buckets.Sum(bucket => bucket.Points.Value) == entry.Points.Value, "bucket changes add up");
        Require(1, entry.BalanceAfter.Value == Balance + entry.Points.Value, "the balance after");
        TakeUsage(entry);
        Require(
            5,
            entry is { Kind: EntryKind.Release, ClientId: null } || held.TrueForAll(hold => hold.HeldUntil > entry.At),
            "a hold that has expired is released before anything else"
        );
        switch (entry.Kind)
        {
            case EntryKind.Earn or EntryKind.Adjust when entry.Points.Value > 0:
                TakeAward(entry);
                break;
            case EntryKind.Redeem or EntryKind.Adjust:
                Require(1, -entry.Points.Value <= Balance, "no more is spent than there is");
                TakeSpending(entry, -entry.Points.Value);
                lifetime.Redeemed -= entry.Points.Value;
                break;
            case EntryKind.Hold:
                Require(1, -entry.Points.Value <= Balance, "no more is held than there is");
                TakeSpending(entry, -entry.Points.Value);
                held.Add(entry);
                break;
            case EntryKind.Capture or EntryKind.Release:
                TakeEnd(entry);
                break;
            case EntryKind.Expire:
                TakeExpiry(entry);
                break;
            case EntryKind.Reverse:
                TakeReversal(entry);
                break;
            default:
                throw new InvalidOperationException($"No command makes {entry.Kind}.");
        }

        posted.Add(entry.Id, entry);
        (version, head) = (entry.Version, entry.Hash);
        versions.Add((head, Balance));
    }

    /// <summary>The proof is fed while rules still change, and has to sum up for whatever caps they may get.</summary>
    private void Judge()
    {
        judgedVersions = rules.Count;
        foreach (var version in rules.Values)
        foreach (var period in Enum.GetValues<CapPeriod>())
            judged.Add(
                version with
                {
                    Version = -1,
                    Cap = new Cap { Points = Points.Zero, Period = period },
                }
            );
        foreach (var version in rules.Values)
            judged.Add(version);
    }

    /// <summary>
    /// A refusal writes no account, so another entry may come between its decision and its record: it is true of the
    /// version it names, which is not always the last.
    /// </summary>
    private void TakeRefusal(LedgerEntry entry)
    {
        Require(7, entry.Points == Points.Zero && entry.Buckets.Length == 0, "a refusal moves nothing");
        Require(7, entry.Version <= version, "a refusal finds a version that was there");
        var (foundHead, foundBalance) = versions[(int)entry.Version];
        Require(7, entry.PreviousHash == foundHead, "a refusal names the head that it found");
        Require(7, entry.BalanceAfter.Value == foundBalance, "a refusal names the balance that it found");
        switch (entry.Code)
        {
            case Refusal.InsufficientBalance:
                Require(
                    1,
                    Math.Abs(entry.Requested.Value) > foundBalance,
                    "refused only when the balance is too small"
                );
                break;
            case Refusal.EarningLimitReached or Refusal.RedemptionLimitReached when entry.Version == version:
                Require(4, Room(entry) == 0, "refused for the cap only when nothing is left of it");
                break;
        }
    }

    private void TakeUsage(LedgerEntry entry)
    {
        if (entry.RuleId is not { } rule || entry.Kind is not (EntryKind.Earn or EntryKind.Redeem or EntryKind.Hold))
            return;
        var points = Math.Abs(entry.Points.Value);
        var room = Room(entry);
        var asked = Math.Min(entry.Requested.Value, room);
        var isBudgeted = rules[(rule, entry.RuleVersion!.Value)].Budget is not null;
        Require(4, points == asked || (isBudgeted && points < asked), "as much as asked, or as cap and budget leave");
        Use(rule, entry.At, points);
    }

    /// <summary>What a rule moves counts in every period that a cap could have, whether it has one or not.</summary>
    private void Use(RuleId rule, DateTimeOffset at, long points)
    {
        foreach (var period in Enum.GetValues<CapPeriod>())
            used[(rule, Period(period, at))] = used.GetValueOrDefault((rule, Period(period, at))) + points;
    }

    private long Room(LedgerEntry entry)
    {
        var rule = rules[(entry.RuleId!.Value, entry.RuleVersion!.Value)];
        if (rule.Cap is null)
            return long.MaxValue;
        return rule.Cap.Period == CapPeriod.Request
            ? rule.Cap.Points.Value
            : Math.Max(
                0,
                rule.Cap.Points.Value - used.GetValueOrDefault((rule.RuleId, Period(rule.Cap.Period, entry.At)))
            );
    }

    private DateOnly Day(DateTimeOffset at) =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(program.TimeZone)).DateTime
        );

    private DateOnly Last(DateTimeOffset at) =>
        program.Expiration switch
        {
            null => DateOnly.MaxValue,
            { Days: { } days } => Day(at).AddDays(days),
            { Months: { } months } => Day(at).AddMonths(months),
            _ => throw new InvalidOperationException("An expiration of neither days nor months."),
        };

    private string Period(CapPeriod period, DateTimeOffset at)
    {
        var day = Day(at);
        return period switch
        {
            CapPeriod.Request => "once",
            CapPeriod.Day => $"{day:yyyyMMdd}",
            CapPeriod.Week => $"week of {day.AddDays(-(((int)day.DayOfWeek + 6) % 7)):yyyyMMdd}",
            CapPeriod.Month => $"{day:yyyyMM}",
            CapPeriod.Year => day.Year.ToString(CultureInfo.InvariantCulture),
            CapPeriod.Lifetime => "ever",
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, null),
        };
    }

    private static void Require(int invariant, bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"Invariant {invariant} does not hold: {what}.");
    }
}

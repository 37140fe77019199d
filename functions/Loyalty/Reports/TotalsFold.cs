using System.Collections.Immutable;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.RequestLog;

namespace Loyalty.Reports;

/// <summary>Adds entries to the totals of their program. Pure: the same entries in the same order always give the same
/// totals, in however many parts they come.</summary>
public static class TotalsFold
{
    private static readonly DateOnly Never = DateOnly.MaxValue;

    /// <summary>The totals after the entries.</summary>
    /// <param name="before">The totals so far.</param>
    /// <param name="program">Whose calendar counts; entries of other programs are left out.</param>
    /// <param name="entries">What follows, in the order of the journal.</param>
    /// <param name="daysKept">How many days are kept, counted back from the latest.</param>
    public static ProgramTotals Add(
        ProgramTotals before,
        PointProgram program,
        IReadOnlyList<LedgerEntry> entries,
        int daysKept
    )
    {
        var days = new SortedDictionary<DateOnly, DayTotals>(before.Days.ToDictionary(day => day.Date));
        var buckets = new SortedDictionary<DateOnly, Points>(
            before.Buckets.ToDictionary(bucket => bucket.ExpiresOn ?? Never, bucket => bucket.Points)
        );
        var rules = before.Rules.ToDictionary(total => total.RuleId, total => total.Moved);
        var (earned, redeemed, expired) = (before.Earned, before.Redeemed, before.Expired);
        foreach (var entry in entries)
        {
            if (entry.ProgramId != program.ProgramId || entry.OrgId != program.OrgId)
                continue;
            var date = program.DateAt(entry.At);
            var day = days.GetValueOrDefault(date) ?? new DayTotals { Date = date };
            var after = Add(day, entry);
            days[date] = after;
            earned += after.Earned - day.Earned;
            redeemed += after.Redeemed - day.Redeemed;
            expired += after.Expired - day.Expired;
            foreach (var (expiresOn, points) in entry.Buckets)
                buckets[expiresOn ?? Never] = buckets.GetValueOrDefault(expiresOn ?? Never) + points;
            if (entry is { RuleId: { } rule, Status: EntryStatus.Success, BudgetTicket: null })
                rules[rule] = rules.GetValueOrDefault(rule) + RuleMove.Of(entry);
        }

        return before with
        {
            Days = Kept(days, daysKept),
            Earned = earned,
            Redeemed = redeemed,
            Expired = expired,
            Rules =
            [
                .. rules
                    .Select(total => new RuleTotal(total.Key, total.Value))
                    .OrderBy(total => total.RuleId.Value, StringComparer.Ordinal),
            ],
            Buckets =
            [
                .. buckets
                    .Where(bucket => bucket.Value != Points.Zero)
                    .Select(bucket => new Bucket(bucket.Key == Never ? null : bucket.Key, bucket.Value)),
            ],
        };
    }

    /// <summary>The totals after requests that were refused before they could become entries. One that names no rule of
    /// the organisation is its default program's.</summary>
    /// <param name="before">The totals so far.</param>
    /// <param name="program">Whose calendar counts; requests of other programs are left out.</param>
    /// <param name="isDefault">Whether it is the organisation's default program.</param>
    /// <param name="requests">Requests of the organisation.</param>
    /// <param name="daysKept">How many days are kept, counted back from the latest.</param>
    public static ProgramTotals Add(
        ProgramTotals before,
        PointProgram program,
        bool isDefault,
        IEnumerable<RequestRecord> requests,
        int daysKept
    )
    {
        var days = new SortedDictionary<DateOnly, DayTotals>(before.Days.ToDictionary(day => day.Date));
        foreach (var request in requests)
        {
            if (
                !request.IsRefusedPointsRequest
                || !(request.ProgramId is { } named ? named == program.ProgramId : isDefault)
            )
                continue;
            var date = program.DateAt(request.At);
            days[date] = Refused(days.GetValueOrDefault(date) ?? new DayTotals { Date = date }, request.Code);
        }

        return before with
        {
            Days = Kept(days, daysKept),
        };
    }

    private static DayTotals Refused(DayTotals day, Refusal code) =>
        day with
        {
            Failed = day.Failed + 1,
            Failures = Add(day.Failures, code),
        };

    private static ImmutableArray<DayTotals> Kept(SortedDictionary<DateOnly, DayTotals> days, int daysKept)
    {
        var oldest = days.Count == 0 ? default : OldestKept(days.Keys.Last(), daysKept);
        return [.. days.Values.Where(day => day.Date >= oldest)];
    }

    private static DayTotals Add(DayTotals day, LedgerEntry entry)
    {
        if (entry.Status == EntryStatus.Failed)
            return Refused(day, entry.Code);
        // What expires is nobody's request, neither of points nor of a hold.
        var counted = entry is { Kind: EntryKind.Expire } or { Kind: EntryKind.Release, ClientId: null }
            ? day
            : day with
            {
                Succeeded = day.Succeeded + 1,
            };
        return entry.Kind switch
        {
            EntryKind.Earn or EntryKind.Issue => counted with { Earned = day.Earned + entry.Points },
            EntryKind.Redeem or EntryKind.Hold or EntryKind.Capture or EntryKind.Release => counted with
            {
                Redeemed = day.Redeemed - entry.Points,
            },
            EntryKind.Expire => counted with { Expired = day.Expired - entry.Points },
            EntryKind.Adjust => counted with { Adjusted = day.Adjusted + entry.Points },
            EntryKind.Reverse => counted with { Reversed = day.Reversed + entry.Points },
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, null),
        };
    }

    private static ImmutableArray<FailureCount> Add(ImmutableArray<FailureCount> failures, Refusal code)
    {
        var i = 0;
        for (; i < failures.Length && failures[i].Code <= code; i++)
            if (failures[i].Code == code)
                return failures.SetItem(i, failures[i] with { Count = failures[i].Count + 1 });
        return failures.Insert(i, new FailureCount(code, 1));
    }

    private static DateOnly OldestKept(DateOnly latest, int daysKept) =>
        latest.DayNumber < daysKept ? DateOnly.MinValue : latest.AddDays(1 - daysKept);
}

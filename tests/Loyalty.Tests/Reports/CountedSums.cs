using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Reports;

namespace Loyalty.Tests.Reports;

/// <summary>What a <see cref="CountedWorld"/> must have counted.</summary>
internal static class CountedSums
{
    /// <summary>A program's totals once all is counted.</summary>
    public static async Task<ProgramTotals> CaughtUpAsync(CountedWorld world, PointProgram program)
    {
        while (true)
            if (await world.CountAsync(program) is (var totals, false))
                return totals;
    }

    /// <summary>Counts all of it again by arithmetic of its own, from the entries and from the accounts.</summary>
    public static async Task AssertAsync(CountedWorld world, PointProgram program, ProgramTotals totals, string when)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(program.TimeZone);
        var byDay = world
            .Entries(program)
            .GroupBy(entry => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(entry.At, zone).DateTime))
            .OrderBy(day => day.Key)
            .ToList();
        Assert.Equal(byDay.Select(day => day.Key), totals.Days.Select(day => day.Date));
        foreach (var (entries, day) in byDay.Zip(totals.Days))
        {
            long SumOf(EntryKind kind) => entries.Where(entry => entry.Kind == kind).Sum(entry => entry.Points.Value);
            Assert.True(
                (
                    SumOf(EntryKind.Earn),
                    -SumOf(EntryKind.Redeem),
                    -SumOf(EntryKind.Expire),
                    SumOf(EntryKind.Adjust),
                    SumOf(EntryKind.Reverse)
                ) == (day.Earned.Value, day.Redeemed.Value, day.Expired.Value, day.Adjusted.Value, day.Reversed.Value),
                $"{when}: {day}"
            );
            var refused = entries.Where(entry => entry.Status == EntryStatus.Failed).ToList();
            Assert.Equal(refused.Count, day.Failed);
            Assert.Equal(
                refused
                    .CountBy(entry => entry.Code)
                    .OrderBy(code => code.Key)
                    .Select(code => (code.Key, (long)code.Value)),
                day.Failures.Select(failure => (failure.Code, failure.Count))
            );
            Assert.Equal(
                entries.Count(entry => entry is { Status: EntryStatus.Success, Kind: not EntryKind.Expire }),
                day.Succeeded
            );
        }

        var accounts = new List<Account>();
        foreach (var key in world.Store.Keys.Where(key => key.ProgramId == program.ProgramId))
            if (await world.Store.LoadAsync(key, default) is { } found)
                accounts.Add(found.Value);
        Assert.Equal(accounts.Sum(account => account.Balance.Value), totals.Buckets.Sum(bucket => bucket.Points.Value));
        Assert.Equal(
            accounts
                .SelectMany(account => account.Buckets)
                .GroupBy(bucket => bucket.ExpiresOn)
                .Select(date => (Date: date.Key ?? DateOnly.MaxValue, Points: date.Sum(bucket => bucket.Points.Value)))
                .Where(date => date.Points != 0)
                .OrderBy(date => date.Date),
            totals.Buckets.Select(bucket => (bucket.ExpiresOn ?? DateOnly.MaxValue, bucket.Points.Value))
        );
    }
}

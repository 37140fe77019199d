using System.Globalization;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Loyalty.Notifications;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Notices;

/// <summary>
/// Tells members, once for each date, that points are about to expire. A text is on its way before the account says so: who
/// dies in between leaves the account as it was, and the next run sends the same text under the same id, which is delivered
/// no second time.
/// </summary>
public sealed class ExpiryNotices(
    ICatalog store,
    CachedCatalog catalog,
    ILedgerStore ledger,
    Notifier notifier,
    IOptions<NoticeOptions> options,
    TimeProvider time,
    ILogger<ExpiryNotices> logger
)
{
    private const int PageSize = 200;

    /// <summary>Has a program's members told from now on, durably, if the program is to tell them.</summary>
    public async Task FollowAsync(PointProgram program, CancellationToken cancellationToken)
    {
        var mark = new NoticeMark { OrgId = program.OrgId, ProgramId = program.ProgramId };
        if (
            program.ExpiryNotice is not null
            && await catalog.FindAsync<NoticeMark>(mark.Key, cancellationToken) is null
        )
            await catalog.CreateAsync(mark, cancellationToken);
    }

    /// <summary>Goes through the programs once. One that fails does not hold up the others; its fault is thrown at the
    /// end.</summary>
    /// <returns>How many texts were sent.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var faults = new List<Exception>();
        var sent = 0;
        string? cursor = null;
        do
        {
            var page = await store.ListAsync<NoticeMark>(NoticeMark.Scope, cursor, PageSize, cancellationToken);
            foreach (var (mark, _) in page.Items)
            {
                try
                {
                    sent += await TellAsync(mark, cancellationToken);
                }
                catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
                {
                    faults.Add(fault);
                }
            }

            cursor = page.NextCursor;
        } while (cursor is not null);

        if (sent > 0)
            Log.Told(logger, sent);
        return faults.Count == 0 ? sent : throw new AggregateException("Some programs' members were not told.", faults);
    }

    private async Task<int> TellAsync(NoticeMark mark, CancellationToken cancellationToken)
    {
        var key = PointProgram.KeyOf(mark.OrgId, mark.ProgramId);
        var program = await catalog.FindAsync<PointProgram>(key, cancellationToken);
        if (program?.ExpiryNotice is not { } notice || !await notifier.ReachesAsync(mark.OrgId, cancellationToken))
            return 0;
        var clock = program.ClockAt(time.GetUtcNow());
        if (clock.Hour < options.Value.FromHour || clock.Hour >= options.Value.ToHour)
            return 0;

        var today = DateOnly.FromDateTime(clock);
        var until = today.AddDays(notice.DaysAhead);
        var (looked, sent) = (0, 0);
        while (looked < options.Value.MaxAccounts)
        {
            var page = await ledger.UntoldAsync(mark.OrgId, mark.ProgramId, until, PageSize, cancellationToken);
            var settled = 0;
            foreach (var account in page)
                if (await TellAsync(account, program, today, until, cancellationToken) is { } texts)
                    (settled, sent) = (settled + 1, sent + texts);
            looked += page.Count;
            // Those that others write to at this moment are found again by the next run.
            if (page.Count < PageSize || settled == 0)
                break;
        }

        return sent;
    }

    /// <summary>Tells one member; null when another was faster with the account.</summary>
    private async Task<int?> TellAsync(
        AccountKey key,
        PointProgram program,
        DateOnly today,
        DateOnly until,
        CancellationToken cancellationToken
    )
    {
        if (await ledger.LoadAsync(key, cancellationToken) is not ({ NextUntold: { } first } account, var etag))
            return null;
        if (first > until)
            return null;
        var sent = 0;
        foreach (var bucket in account.Buckets)
            if (
                bucket.ExpiresOn is { } date
                && date >= today
                && date <= until
                && account.Told?.Contains(date) != true
                && await notifier.SendAsync(NotificationOf(account, program, bucket.Points, date), cancellationToken)
            )
                sent++;

        var told = account with
        {
            Told =
            [
                .. account.Buckets.Select(bucket => bucket.ExpiresOn).OfType<DateOnly>().Where(date => date <= until),
                .. (account.Told ?? []).Where(date => date > until),
            ],
        };
        var batch = new LedgerBatch
        {
            Member = key.Member,
            Entries = [],
            Accounts = [new AccountWrite(told, etag)],
        };
        return await ledger.CommitAsync(batch, cancellationToken) == CommitOutcome.Committed ? sent : null;
    }

    private Notification NotificationOf(Account account, PointProgram program, Points points, DateOnly date) =>
        new()
        {
            NotificationId = EntryId.ForNotice(account.OrgId, account.MemberId, account.ProgramId, date).ToString(),
            Type = Notification.PointsExpiring,
            OrgId = account.OrgId,
            MemberId = account.MemberId,
            Text = TextOf(program, points, date),
            At = time.GetUtcNow(),
            ProgramId = account.ProgramId,
            Points = points,
            ExpirationDate = date,
        };

    private static string TextOf(PointProgram program, Points points, DateOnly date)
    {
        var day = date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return points.Value == 1
            ? $"1 point in {program.Name} expires soon. The last day to spend it is {day}."
            : $"{points} points in {program.Name} expire soon. The last day to spend them is {day}.";
    }
}

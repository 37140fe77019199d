using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts;

/// <summary>Which accounts every <see cref="ILedgerStore"/> says are due: for what expires, for holds, and for telling their
/// members.</summary>
public abstract class LedgerDueContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    [Fact]
    public async Task Accounts_are_due_after_their_last_day_the_longest_overdue_first()
    {
        var store = await OpenAsync();
        var today = new DateOnly(2026, 11, 21);
        await WithExpiry(store, "yesterday", today.AddDays(-1));
        await WithExpiry(store, "never", null);
        await WithExpiry(store, "long-ago", today.AddYears(-1));
        await WithExpiry(store, "today", today);
        await WithExpiry(store, "last-week", today.AddDays(-7));

        Assert.Equal(
            [Sample.Key("long-ago"), Sample.Key("last-week"), Sample.Key("yesterday")],
            await store.DueAsync(today, 10, None)
        );
        Assert.Equal([Sample.Key("long-ago"), Sample.Key("last-week")], await store.DueAsync(today, 2, None));
    }

    [Fact]
    public async Task An_account_is_due_by_its_latest_write()
    {
        var store = await OpenAsync();
        var today = new DateOnly(2026, 11, 21);
        var key = await WithExpiry(store, Sample.OddText, today.AddDays(-1));
        Assert.Equal([key], await store.DueAsync(today, 10, None));

        var etag = (await store.LoadAsync(key, None))?.ETag;
        await store.CommitAsync(Sample.Batch(Sample.Account(key, 2), etag, Sample.Entry(key, "later", 2)), None);
        Assert.Empty(await store.DueAsync(today, 10, None));

        etag = (await store.LoadAsync(key, None))?.ETag;
        var again = Sample.Account(key, 3, today.AddDays(-2));
        await store.CommitAsync(Sample.Batch(again, etag, Sample.Entry(key, "latest", 3)), None);
        Assert.Equal([key], await store.DueAsync(today, 10, None));
    }

    [Fact]
    public async Task Accounts_with_expired_holds_are_due_the_longest_overdue_first_until_none_is_left()
    {
        var store = await OpenAsync();
        var late = await WithHold("late", Sample.At);
        await WithHold("open", Sample.At.AddTicks(1));
        await WithExpiry(store, "none", null);
        var latest = await WithHold(Sample.OddText, Sample.At.AddDays(-1));

        Assert.Equal([latest, late], await store.HoldsDueAsync(Sample.At, 10, None));
        Assert.Equal([latest], await store.HoldsDueAsync(Sample.At, 1, None));

        var read = (await store.LoadAsync(latest, None))!;
        Assert.Equal(Sample.At.AddDays(-1), read.Value.NextHoldExpiry);
        var released = read.Value with { Version = 2, Held = null };
        await store.CommitAsync(Sample.Batch(released, read.ETag, Sample.Entry(latest, "released", 2)), None);
        Assert.Equal([late], await store.HoldsDueAsync(Sample.At, 10, None));

        async Task<AccountKey> WithHold(string member, DateTimeOffset until)
        {
            var key = Sample.Key(member);
            var hold = new Hold
            {
                Id = Sample.Id($"held-{member}"),
                Points = new Points(1),
                Buckets = [new Bucket(null, new Points(-1))],
                ExpiresAt = until,
            };
            var account = Sample.Account(key) with { Held = [hold with { ExpiresAt = until.AddDays(2) }, hold] };
            await store.CommitAsync(Sample.Batch(account, null, Sample.Entry(key, $"held-{member}")), None);
            return key;
        }
    }

    [Fact]
    public async Task A_program_s_accounts_wait_to_be_told_until_they_are_the_earliest_first()
    {
        var store = await OpenAsync();
        var day = new DateOnly(2026, 12, 31);
        var later = await WithExpiry(store, "later", day);
        await WithExpiry(store, "too-late", day.AddDays(1));
        await WithExpiry(store, "never", null);
        var soon = await WithExpiry(store, "soon", day.AddDays(-30));
        var other = Sample.Key(Sample.Member("elsewhere"), "main-2");
        await store.CommitAsync(
            Sample.Batch(Sample.Account(other, expires: day), null, Sample.Entry(other, "e")),
            None
        );

        Assert.Equal([soon, later], await UntoldAsync(10));
        Assert.Equal([soon], await UntoldAsync(1));

        // What was told leaves the list, with no entry, and points of another date bring the account back.
        var read = (await store.LoadAsync(soon, None))!;
        var told = read.Value with { Told = [day.AddDays(-30)] };
        Assert.Equal(CommitOutcome.Committed, await NoteAsync(told, read.ETag));
        Assert.Equal([later], await UntoldAsync(10));
        Assert.Equal(CommitOutcome.Stale, await NoteAsync(told, read.ETag));
        read = (await store.LoadAsync(soon, None))!;
        Assert.Equal([day.AddDays(-30)], read.Value.Told);
        var more = told with
        {
            Version = 2,
            Balance = new Points(20),
            Buckets = [.. told.Buckets, new Bucket(day.AddDays(-1), new Points(10))],
        };
        await store.CommitAsync(Sample.Batch(more, read.ETag, Sample.Entry(soon, "more", 2)), None);
        Assert.Equal([soon, later], await UntoldAsync(10));

        Task<IReadOnlyList<AccountKey>> UntoldAsync(int limit) =>
            store.UntoldAsync(later.OrgId, later.ProgramId, day, limit, None);
        Task<CommitOutcome> NoteAsync(Account account, string etag) =>
            store.CommitAsync(
                new LedgerBatch
                {
                    Member = account.Key.Member,
                    Entries = [],
                    Accounts = [new AccountWrite(account, etag)],
                },
                None
            );
    }

    private static async Task<AccountKey> WithExpiry(ILedgerStore store, string member, DateOnly? expires)
    {
        var key = Sample.Key(member);
        await store.CommitAsync(
            Sample.Batch(Sample.Account(key, expires: expires), null, Sample.Entry(key, $"first-{member}")),
            None
        );
        return key;
    }
}

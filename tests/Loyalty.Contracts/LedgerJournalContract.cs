using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts;

/// <summary>What follows the journal of every <see cref="ILedgerStore"/> sees each entry exactly once.</summary>
public abstract class LedgerJournalContract
{
    private static readonly OrgId Org = Sample.Org();

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<ILedgerStore> ReopenAsync();

    /// <summary>Lets time pass until what is committed shows in the journal.</summary>
    protected abstract void Settle(TimeSpan lag);

    /// <summary>The time on the store's clock.</summary>
    protected abstract DateTimeOffset Now { get; }

    [Fact]
    public async Task It_has_all_entries_of_the_organisation_oldest_first()
    {
        var store = await OpenAsync();
        var history = await RandomHistory.CommitAsync(store, 50, skewed: false);
        Settle(TimeSpan.FromDays(1));

        var (seen, _) = await FollowAsync(store, null, 7);

        Assert.Equal(
            history.Where(entry => entry.OrgId == Org).Select(entry => entry.Id),
            seen.Select(entry => entry.Id)
        );
        Same.Json(history.First(entry => entry.OrgId == Org), seen[0]);
    }

    [Fact]
    public async Task From_cursor_to_cursor_nothing_is_missed_or_met_twice_however_late_it_is_committed()
    {
        var store = await OpenAsync();
        var random = new Random(11);
        var committed = new HashSet<EntryId>();
        var seen = new List<EntryId>();
        string? cursor = null;
        for (var round = 0; round < 60; round++)
        {
            for (var n = random.Next(4); n > 0; n--)
            {
                // Decided up to a minute ago: it waited for the store.
                var at = Now.AddSeconds(-random.Next(60));
                var entry = Sample.Refused(Sample.Key($"m{random.Next(5)}"), $"{round}-{n}") with { At = at };
                await store.CommitAsync(Sample.Batch(entry.Account.Member, [], entry), None);
                committed.Add(entry.Id);
            }

            var page = await store.JournalAsync(Org, cursor, random.Next(1, 5), None);
            seen.AddRange(page.Entries.Select(entry => entry.Id));
            cursor = page.Cursor;
            if (random.Next(3) == 0)
                Settle(TimeSpan.FromSeconds(random.Next(100)));
            if (random.Next(10) == 0)
                store = await ReopenAsync();
        }

        Settle(TimeSpan.FromDays(1));
        seen.AddRange((await FollowAsync(store, cursor, 100)).Seen.Select(entry => entry.Id));

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(committed, seen.ToHashSet());
        Assert.True(seen.Count > 50);
    }

    [Fact]
    public async Task An_empty_journal_has_a_cursor_from_which_later_entries_follow()
    {
        var store = await OpenAsync();

        var empty = await store.JournalAsync(Org, null, 10, None);
        var entry = Sample.Refused(Sample.Key(), "r1") with { At = Now };
        await store.CommitAsync(Sample.Batch(entry.Account.Member, [], entry), None);
        Settle(TimeSpan.FromDays(1));
        var next = await store.JournalAsync(Org, empty.Cursor, 10, None);
        var end = await store.JournalAsync(Org, next.Cursor, 10, None);

        Assert.True(empty.IsEnd && next.IsEnd && end.IsEnd);
        Assert.Empty(empty.Entries);
        Assert.Equal(entry.Id, Assert.Single(next.Entries).Id);
        Assert.Empty(end.Entries);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a cursor")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999999")]
    public async Task A_cursor_that_was_never_given_out_is_unknown(string cursor)
    {
        var store = await OpenAsync();

        await Assert.ThrowsAsync<UnknownCursorException>(() => store.JournalAsync(Org, cursor, 2, None));
    }

    private static async Task<(List<LedgerEntry> Seen, string Cursor)> FollowAsync(
        ILedgerStore store,
        string? cursor,
        int limit
    )
    {
        var seen = new List<LedgerEntry>();
        while (true)
        {
            var page = await store.JournalAsync(Org, cursor, limit, None);
            Assert.InRange(page.Entries.Count, 0, limit);
            seen.AddRange(page.Entries);
            cursor = page.Cursor;
            if (page.IsEnd)
                return (seen, cursor);
        }
    }
}

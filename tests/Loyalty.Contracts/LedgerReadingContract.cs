using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="ILedgerStore"/> finds and lists.</summary>
public abstract class LedgerReadingContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<ILedgerStore> ReopenAsync();

    [Fact]
    public async Task Finding_leaves_out_what_does_not_exist()
    {
        var store = await OpenAsync();
        var key = await WithEntries(store, 2);

        var found = await store.FindAsync(key.Member, [Sample.Id("r1"), Sample.Id("none"), Sample.Id("r2")], None);

        Assert.Equal(new HashSet<EntryId> { Sample.Id("r1"), Sample.Id("r2") }, found.Select(e => e.Id).ToHashSet());
    }

    [Fact]
    public async Task Finding_leaves_out_another_members_entries()
    {
        var store = await OpenAsync();
        await WithEntries(store, 1);

        Assert.Empty(await store.FindAsync(Sample.Member("member-2"), [Sample.Id("r1")], None));
        Assert.Empty(await store.FindAsync(Sample.Member("member-1", "org-2"), [Sample.Id("r1")], None));
    }

    [Fact]
    public async Task Finding_nothing_finds_nothing()
    {
        var store = await OpenAsync();

        Assert.Empty(await store.FindAsync(Sample.Member(), [], None));
    }

    [Fact]
    public async Task Pages_show_every_entry_once_newest_first()
    {
        var store = await OpenAsync();
        var key = await WithEntries(store, 7);
        await WithEntries(store, 3, "member-2");

        var pages = await PagesAsync(store, key, 3);

        Assert.Equal([3, 3, 1], pages.Select(p => p.Items.Count));
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], pages.SelectMany(p => p.Items).Select(e => e.Version));
    }

    [Fact]
    public async Task A_full_last_page_has_no_next_one()
    {
        var store = await OpenAsync();
        var key = await WithEntries(store, 6);

        var pages = await PagesAsync(store, key, 3);

        Assert.Equal([3, 3], pages.Select(p => p.Items.Count));
    }

    [Fact]
    public async Task A_cursor_still_leads_on_after_newer_entries_and_a_restart()
    {
        var store = await OpenAsync();
        var key = await WithEntries(store, 4);
        var first = await store.PageAsync(key, null, 2, None);
        await store.CommitAsync(Sample.Batch(key.Member, [], Sample.Refused(key, "newer")), None);

        store = await ReopenAsync();

        var second = await store.PageAsync(key, first.NextCursor, 2, None);
        Assert.Equal([2, 1], second.Items.Select(e => e.Version));
    }

    [Fact]
    public async Task An_account_without_entries_is_one_empty_page()
    {
        var store = await OpenAsync();

        var page = await store.PageAsync(Sample.Key(), null, 10, None);

        Assert.Empty(page.Items);
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a cursor")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("99999999999999999999999999")]
    public async Task A_cursor_that_was_never_given_out_is_unknown(string cursor)
    {
        var store = await OpenAsync();
        var key = await WithEntries(store, 4);

        await Assert.ThrowsAsync<UnknownCursorException>(() => store.PageAsync(key, cursor, 2, None));
    }

    [Fact]
    public async Task Another_programs_entries_are_not_listed()
    {
        var store = await OpenAsync();
        await WithEntries(store, 4);

        Assert.Empty((await store.PageAsync(Sample.Key(program: "bonus"), null, 10, None)).Items);
    }

    private static async Task<AccountKey> WithEntries(ILedgerStore store, int count, string member = "member-1")
    {
        var key = Sample.Key(member);
        string? etag = null;
        for (var version = 1; version <= count; version++)
        {
            var name = member == "member-1" ? $"r{version}" : $"{member}-r{version}";
            await store.CommitAsync(
                Sample.Batch(Sample.Account(key, version), etag, Sample.Entry(key, name, version)),
                None
            );
            etag = (await store.LoadAsync(key, None))?.ETag;
        }
        return key;
    }

    private static async Task<List<Page<LedgerEntry>>> PagesAsync(ILedgerStore store, AccountKey key, int limit)
    {
        var pages = new List<Page<LedgerEntry>>();
        string? cursor = null;
        do
        {
            var page = await store.PageAsync(key, cursor, limit, None);
            pages.Add(page);
            cursor = page.NextCursor;
        } while (cursor is not null && pages.Count < 20);
        return pages;
    }
}

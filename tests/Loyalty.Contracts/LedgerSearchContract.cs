using Loyalty.Contracts.Support;
using Loyalty.Ledger;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="ILedgerStore"/> finds over all members of an organisation.</summary>
public abstract class LedgerSearchContract
{
    private static readonly OrgId Org = Sample.Org();

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<ILedgerStore> ReopenAsync();

    [Fact]
    public async Task An_entry_is_found_by_its_id_alone_and_in_its_own_organisation_only()
    {
        var store = await OpenAsync();
        var entry = Sample.Refused(Sample.Key(Sample.OddText), "r1");
        await store.CommitAsync(Sample.Batch(entry.Account.Member, [], entry), None);

        Same.Json(entry, await store.FindAsync(Org, entry.Id, None));
        Assert.Null(await store.FindAsync(Org, Sample.Id("r2"), None));
        Assert.Null(await store.FindAsync(Sample.Org("org-2"), entry.Id, None));
        Same.Json(entry, await (await ReopenAsync()).FindAsync(Org, entry.Id, None));
    }

    [Fact]
    public async Task Entries_are_listed_newest_first_over_all_members()
    {
        var store = await OpenAsync();
        var history = await RandomHistory.CommitAsync(store, 60, skewed: false);

        var pages = await EntrySearches.PagesAsync(store, new EntrySearch { OrgId = Org }, 7);

        var expected = history.Where(entry => entry.OrgId == Org).Reverse().ToList();
        Assert.Equal(EntrySearches.Ids(expected), EntrySearches.Ids(pages.SelectMany(page => page.Items)));
        Assert.All(pages, page => Assert.InRange(page.Items.Count, 0, 7));
        Same.Json(expected[0], pages[0].Items[0]);
    }

    [Fact]
    public async Task Whatever_is_searched_for_is_found_once_and_nothing_else()
    {
        var store = await OpenAsync();
        var history = await RandomHistory.CommitAsync(store, 120, skewed: true);
        var random = new Random(7);
        var hits = 0;
        for (var round = 0; round < 120; round++)
        {
            var search = RandomHistory.Search(random);
            var expected = history.Where(entry => EntrySearches.ByHand(search, entry)).ToList();
            hits += expected.Count;

            var found = await EntrySearches.PagesAsync(store, search, random.Next(1, 30));

            Assert.True(
                EntrySearches
                    .Ids(expected)
                    .OrderBy(id => id.Value)
                    .SequenceEqual(EntrySearches.Ids(found.SelectMany(page => page.Items)).OrderBy(id => id.Value)),
                $"Round {round}: {search}"
            );
        }

        Assert.True(hits > 200, $"{hits} hits prove little.");
    }

    [Fact]
    public async Task A_search_starts_at_its_first_instant_and_ends_before_its_last()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        foreach (var version in Enumerable.Range(1, 4))
            await store.CommitAsync(Sample.Batch(key.Member, [], Sample.Entry(key, $"r{version}", version)), None);

        var search = new EntrySearch
        {
            OrgId = Org,
            From = Sample.At.AddSeconds(2),
            To = Sample.At.AddSeconds(4),
        };

        Assert.Equal(
            [Sample.Id("r3"), Sample.Id("r2")],
            EntrySearches.Ids((await EntrySearches.PagesAsync(store, search, 10)).SelectMany(page => page.Items))
        );
        Assert.Equal(
            [Sample.Id("r3"), Sample.Id("r2")],
            EntrySearches.Ids(
                (await EntrySearches.PagesAsync(store, search with { MemberId = key.MemberId }, 1)).SelectMany(page =>
                    page.Items
                )
            )
        );
        var never = search with { From = DateTimeOffset.MaxValue, To = DateTimeOffset.MinValue };
        Assert.Empty((await EntrySearches.PagesAsync(store, never, 10)).SelectMany(page => page.Items));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Paging_meets_no_gap_and_no_double_while_entries_arrive(bool ofOneMember)
    {
        var store = await OpenAsync();
        var (ann, bob) = (Sample.Key("ann"), Sample.Key("ann", "bonus"));
        var before = new List<EntryId>();
        for (var n = 0; n < 40; n++)
            before.Add(await AddAsync(n));
        var search = new EntrySearch { OrgId = Org, MemberId = ofOneMember ? ann.MemberId : null };

        var seen = new List<EntryId>();
        string? cursor = null;
        var added = 40;
        do
        {
            var page = await store.SearchAsync(search, cursor, 3, None);
            seen.AddRange(EntrySearches.Ids(page.Items));
            cursor = page.NextCursor;
            await AddAsync(added++);
            store = await ReopenAsync();
        } while (cursor is not null && added < 100);

        Assert.Equal(Enumerable.Reverse(before), seen);

        async Task<EntryId> AddAsync(int n)
        {
            var entry = Sample.Refused(n % 3 == 0 ? bob : ann, $"r{n}") with { At = Sample.At.AddSeconds(n) };
            await store.CommitAsync(Sample.Batch(entry.Account.Member, [], entry), None);
            return entry.Id;
        }
    }

    [Fact]
    public async Task A_search_over_all_members_reads_what_it_finds_however_much_else_there_is()
    {
        var store = await OpenAsync();
        var rare = (await EntrySearches.CommitRareAmongManyAsync(store)).Id;

        Assert.All(
            await Task.WhenAll(EntrySearches.Rare(null).Select(search => store.SearchAsync(search, null, 10, None))),
            page => Assert.Equal((rare, null), (Assert.Single(page.Items).Id, page.NextCursor))
        );
        Assert.All(
            await Task.WhenAll(EntrySearches.Absent().Select(search => store.SearchAsync(search, null, 10, None))),
            page => Assert.Equal((0, null), (page.Items.Count, page.NextCursor))
        );
        store = await ReopenAsync();
        Assert.All(
            await Task.WhenAll(EntrySearches.Rare(null).Select(search => store.SearchAsync(search, null, 10, None))),
            page => Assert.Equal((rare, null), (Assert.Single(page.Items).Id, page.NextCursor))
        );
    }

    [Fact]
    public async Task A_search_for_something_rare_of_one_member_looks_at_so_much_and_leads_on()
    {
        var store = await OpenAsync();
        var rare = await EntrySearches.CommitRareAmongManyAsync(store);
        foreach (var search in EntrySearches.Rare(rare.MemberId))
        {
            var pages = await EntrySearches.PagesAsync(store, search, 10);

            Assert.InRange(pages.Count, 1, 2);
            Assert.Equal(rare.Id, Assert.Single(pages.SelectMany(page => page.Items)).Id);
        }
    }

    [Theory]
    [InlineData("\u001F")]
    [InlineData("Ga\u001Fmes")]
    [InlineData("Games\u001F")]
    [InlineData("Ga\u0000mes")]
    public async Task Entries_are_found_by_the_exact_name_of_a_partner_whatever_characters_it_has(string partner)
    {
        var store = await OpenAsync();
        var entry = Sample.Refused(Sample.Key(), "r1") with { Partner = partner };
        await store.CommitAsync(Sample.Batch(entry.Account.Member, [], entry), None);
        var search = new EntrySearch { OrgId = Org, Partner = partner };

        Assert.Equal(entry.Id, Assert.Single((await store.SearchAsync(search, null, 10, None)).Items).Id);
        Assert.Empty((await store.SearchAsync(search with { Partner = "Ga" }, null, 10, None)).Items);
        Assert.Empty((await store.SearchAsync(search with { Partner = "Games" }, null, 10, None)).Items);
        store = await ReopenAsync();
        Assert.Equal(entry.Id, Assert.Single((await store.SearchAsync(search, null, 10, None)).Items).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a cursor")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1.1")]
    [InlineData("99999999999999999999999999")]
    public async Task A_cursor_that_was_never_given_out_is_unknown(string cursor)
    {
        var store = await OpenAsync();
        await RandomHistory.CommitAsync(store, 20, skewed: false);
        var all = new EntrySearch { OrgId = Org };
        var ofOne = all with { MemberId = TextId.From<MemberId>("m1") };

        await Assert.ThrowsAsync<UnknownCursorException>(() => store.SearchAsync(all, cursor, 2, None));
        await Assert.ThrowsAsync<UnknownCursorException>(() => store.SearchAsync(ofOne, cursor, 2, None));
    }

    [Fact]
    public async Task An_empty_store_is_one_empty_page()
    {
        var page = await (await OpenAsync()).SearchAsync(new EntrySearch { OrgId = Org }, null, 10, None);

        Assert.Empty(page.Items);
        Assert.Null(page.NextCursor);
    }
}

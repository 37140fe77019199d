using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Ledger;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteLedgerSearchTests : LedgerSearchContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(folder.Ledger);

    protected override async Task<ILedgerStore> ReopenAsync()
    {
        await folder.CloseAsync();
        return folder.Ledger;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Searches_over_many_blocks_find_everything_once_also_in_a_file_from_before_there_were_words(
        bool old
    )
    {
        var history = await RandomHistory.CommitAsync(await OpenAsync(), 800, skewed: true);
        if (old)
            EarlierLayout.Restore(folder.Database.Writing, 16);
        var store = await ReopenAsync();
        var random = new Random(11);
        for (var round = 0; round < 60; round++)
        {
            var search = RandomHistory.Search(random) with { MemberId = null };
            var found = new List<EntryId>();
            for (string? cursor = null; found.Count == 0 || cursor is not null; )
            {
                var page = await store.SearchAsync(search, cursor, random.Next(1, 200), default);
                found.AddRange(page.Items.Select(entry => entry.Id));
                if ((cursor = page.NextCursor) is null)
                    break;
            }

            var expected = history.Where(search.Matches).Select(entry => entry.Id).Reverse();
            Assert.True(expected.SequenceEqual(found), $"Round {round}: {search}");
        }
    }
}

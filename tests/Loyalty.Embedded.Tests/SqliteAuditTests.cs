using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteAuditTests : IAsyncLifetime
{
    private readonly DataFolder folder = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Fact]
    public async Task Entries_are_read_in_the_order_of_their_commit_however_many()
    {
        const int count = 1201;
        for (var n = 1; n <= count; n += 50)
        {
            var key = Sample.Key($"member-{n % 3}");
            var entries = Enumerable.Range(n, Math.Min(50, count - n + 1)).Select(i => Sample.Refused(key, $"r{i}"));
            await folder.Ledger.CommitAsync(Sample.Batch(key.Member, [], [.. entries]), None);
        }

        var read = new List<string?>();
        await foreach (var entry in folder.Audit.EntriesAsync())
            read.Add(entry.RequestId?.Value);

        Assert.Equal(Enumerable.Range(1, count).Select(n => $"r{n}"), read);
    }

    [Fact]
    public async Task Every_table_is_read()
    {
        var key = Sample.Key();
        await folder.Ledger.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        await folder.Ledger.CommitAsync(
            Sample.Batch(Sample.Member("refused"), [], Sample.Refused(Sample.Key("refused"), "r2")),
            None
        );
        await folder.Registry.ClaimAsync(Sample.Message("r1"), None);
        await folder.Parking.ParkAsync(
            new ParkedMessage
            {
                ParkedId = "p1",
                Queue = QueueNames.Points,
                Body = "{}",
                Reason = "Cannot be read.",
                ParkedAt = Sample.At,
            },
            None
        );
        await folder.Catalog.CreateAsync(
            new Member { OrgId = Sample.Org(), MemberId = TextId.From<MemberId>("member-1") },
            null,
            None
        );

        Assert.Equal([key], (await ListAsync(folder.Audit.AccountsAsync())).Select(a => a.Key));
        Same.Json(Sample.Message("r1"), Assert.Single(await ListAsync(folder.Audit.ClaimsAsync())));
        Assert.Equal("p1", Assert.Single(await ListAsync(folder.Audit.ParkedAsync())).ParkedId);
        Assert.Single(await ListAsync(folder.Audit.CatalogAsync<Member>()));
        Assert.Empty(await ListAsync(folder.Audit.CatalogAsync<Rule>()));
        Assert.Empty(await ListAsync(folder.Audit.DeliveriesAsync()));
        var message = Assert.Single(await ListAsync(folder.Audit.MessagesAsync()));
        Assert.Equal(
            (QueueNames.Points, 0, folder.Time.GetUtcNow()),
            (message.Queue, message.DeliveryCount, message.Due)
        );
    }

    [Fact]
    public async Task A_row_that_was_edited_into_no_document_is_a_fault()
    {
        var key = Sample.Key();
        await folder.Ledger.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        folder.Database.Writing.Execute("UPDATE accounts SET body = '{'");

        await Assert.ThrowsAsync<EmbeddedStoreException>(async () => await folder.Ledger.LoadAsync(key, None));
    }

    [Fact]
    public async Task A_sound_file_has_no_defects()
    {
        Assert.Empty(await folder.Audit.DefectsAsync());
    }

    [Theory]
    [InlineData("DELETE FROM entry_words WHERE seq = 1", "Row 1 of entries is not in entry_words")]
    [InlineData("DELETE FROM entry_words WHERE seq = 256", "Row 256 of entries is not in entry_words")]
    [InlineData("DELETE FROM entry_words WHERE seq = 290", "Row 290 of entries is not in entry_words")]
    [InlineData("DELETE FROM entry_shapes", "Row 1 of entries has a shape that is not in entry_shapes")]
    public async Task An_entry_that_searches_cannot_be_led_to_is_a_defect(string sql, string defect)
    {
        await CommitBlocksAsync();
        await folder.CloseAsync();
        Assert.Empty(await folder.Audit.DefectsAsync());

        folder.Database.Writing.Execute(sql);

        Assert.Equal($"{defect}: searches do not find it.", Assert.Single(await folder.Audit.DefectsAsync()));
    }

    [Fact]
    public async Task The_newest_entries_need_not_be_in_the_table_of_words_yet()
    {
        await CommitBlocksAsync();
        Assert.Equal(0, folder.Database.Writing.ReadInt64("SELECT count(*) FROM entry_words"));

        Assert.Empty(await folder.Audit.DefectsAsync());
    }

    /// <summary>Two blocks of entries of one shape; the one in row 290 has a reference.</summary>
    private async Task CommitBlocksAsync()
    {
        var key = Sample.Key();
        for (var n = 1; n <= 300; n += 50)
        {
            var entries = Enumerable
                .Range(n, 50)
                .Select(i => Sample.Refused(key, $"r{i}") with { Reference = i == 290 ? "Prize" : null });
            await folder.Ledger.CommitAsync(Sample.Batch(key.Member, [], [.. entries]), None);
        }
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}

using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Callbacks;
using Loyalty.Contracts.Support;
using Loyalty.CosmosServer;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>Lists over a container that has grown: its keys lie in several ranges, and each answers for itself.</summary>
public sealed class KeyRangeTests : IDisposable
{
    private const int Count = 40;
    private static readonly DateOnly FirstDay = new(2027, 1, 1);
    private readonly CosmosScene scene = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => scene.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(Count)]
    public async Task The_accounts_that_are_due_come_in_order_of_their_day(int limit)
    {
        var store = scene.Ledger();
        // Every seventh day and not in the order of days, so that no range has a run of its own.
        foreach (var n in Enumerable.Range(0, Count))
        {
            var key = Sample.Key($"member-{n}");
            var account = Sample.Account(key, expires: FirstDay.AddDays(n * 7 % Count));
            await store.CommitAsync(Sample.Batch(account, null, Sample.Entry(key, $"r{n}")), None);
        }
        AssertSpread("ledger");

        var due = await store.DueAsync(FirstDay.AddDays(Count), limit, None);

        var inOrder = Enumerable.Range(0, Count).OrderBy(n => n * 7 % Count).Select(n => Sample.Key($"member-{n}"));
        Assert.Equal(inOrder.Take(limit), due);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(Count)]
    public async Task The_pages_of_deliveries_hold_each_once_and_the_latest_first(int limit)
    {
        var deliveries = new CosmosDeliveryLog(scene.Containers);
        foreach (var n in Enumerable.Range(0, Count))
            await deliveries.SaveAsync(Delivery($"d{n}", Sample.At.AddSeconds(n * 7 % Count)), null, None);
        AssertSpread("deliveries");

        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await deliveries.PageAsync(Sample.Org(), DeliveryStatus.Parked, cursor, limit, None);
            Assert.InRange(page.Items.Count, 1, limit);
            found.AddRange(page.Items.Select(delivery => delivery.DeliveryId));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, Count).OrderByDescending(n => n * 7 % Count).Select(n => $"d{n}"), found);
    }

    [Fact]
    public async Task A_store_is_read_from_end_to_end_and_every_chain_in_its_order()
    {
        var store = scene.Ledger();
        for (var version = 1; version <= 12; version++)
            foreach (var n in Enumerable.Range(0, Count))
            {
                var key = Sample.Key($"member-{n}");
                var etag = (await store.LoadAsync(key, None))?.ETag;
                var entry = Sample.Entry(key, $"r{n}-{version}", version);
                await store.CommitAsync(Sample.Batch(Sample.Account(key, version), etag, entry), None);
            }

        var reader = new CosmosReader(scene.Containers);
        var entries = await ListAsync(reader.EntriesAsync(None));
        var accounts = await ListAsync(reader.AccountsAsync(None));

        Assert.Equal(Count, accounts.Select(account => account.Key).Distinct().Count());
        Assert.Equal(Count, accounts.Count);
        Assert.All(
            entries.GroupBy(entry => entry.Account),
            chain => Assert.Equal(Enumerable.Range(1, 12), chain.Select(entry => (int)entry.Version))
        );
        Assert.Equal(Count * 12, entries.Count);
    }

    [Fact]
    public async Task A_list_of_one_partition_asks_the_one_range_that_it_is_in()
    {
        var store = scene.Ledger();
        foreach (var n in Enumerable.Range(0, Count))
        {
            scene.Server.Log.Clear();
            Assert.Empty((await store.PageAsync(Sample.Key($"member-{n}"), null, 5, None)).Items);
            Assert.Equal([ServerOperation.Query], scene.Server.Log.Lines.Select(line => line.Operation));
        }
    }

    private void AssertSpread(string container)
    {
        var stored = scene.Server.Container(container);
        Assert.All(Enumerable.Range(0, stored.Ranges.Count), range => Assert.NotEmpty(stored.All(range: range)));
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }

    private static Delivery Delivery(string id, DateTimeOffset at) =>
        new()
        {
            DeliveryId = id,
            OrgId = Sample.Org(),
            ClientId = TextId.From<ClientId>("client-1"),
            TransactionId = Sample.Id(id),
            Url = "https://partner.example/callback",
            Payload = "{}",
            Status = DeliveryStatus.Parked,
            Attempts = [new DeliveryAttempt(at, 500, 3, null)],
        };
}

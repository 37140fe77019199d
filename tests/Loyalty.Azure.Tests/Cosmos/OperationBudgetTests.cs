using System.Text;
using Loyalty.Azure.Tests.Support;
using Loyalty.Callbacks;
using Loyalty.Contracts.Support;
using Loyalty.CosmosServer;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>What points cost in requests to Cosmos DB, which is what they cost in money.</summary>
public sealed class OperationBudgetTests : IAsyncLifetime
{
    private const string Member = "member-4711";
    private readonly CosmosScene scene = new();
    private readonly CosmosShop shop;

    public OperationBudgetTests()
    {
        shop = new CosmosShop(scene);
    }

    private ServerLog Log => scene.Server.Log;

    public Task InitializeAsync() => shop.OpenAsync(Member);

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        scene.Dispose();
    }

    [Fact]
    public async Task An_earn_is_one_claim_one_read_and_one_batch_of_two()
    {
        await shop.RequestAsync(Member, "second");

        Assert.Equal(
            [("requests", ServerOperation.Create), ("ledger", ServerOperation.Read), ("ledger", ServerOperation.Batch)],
            Log.Lines.Select(line => (line.Container, line.Operation))
        );
        Assert.Equal(
            [BatchOperation.Create, BatchOperation.Replace],
            Log.Lines[^1].Batch.Select(operation => operation.Type)
        );
    }

    [Fact]
    public async Task Fifty_messages_of_a_member_share_one_read_and_one_replace()
    {
        var messages = Enumerable.Range(0, 50).Select(n => Shop.Message(Member, $"r{n}")).ToList();

        await shop.Handler.HandleAsync(messages, default);

        Assert.Equal([ServerOperation.Read, ServerOperation.Batch], Log.Lines.Select(line => line.Operation));
        var types = Log.Lines[^1].Batch.CountBy(operation => operation.Type).ToDictionary();
        Assert.Equal(50, types[BatchOperation.Create]);
        Assert.Equal(1, types[BatchOperation.Replace]);
    }

    [Fact]
    public async Task An_accounts_first_earn_reads_nothing_more()
    {
        await shop.Handler.HandleAsync([Shop.Message("newcomer", "r1")], default);

        Assert.Equal(1, Log.Count(ServerOperation.Read, "ledger"));
        Assert.Equal(1, Log.Count(ServerOperation.Batch, "ledger"));
        Assert.Equal(0, Log.Count(ServerOperation.Query));
    }

    [Fact]
    public async Task A_redelivered_message_is_one_batch_more_and_one_read_of_its_entry()
    {
        await shop.Handler.HandleAsync([Shop.Message(Member, "r1")], default);
        Log.Clear();

        await shop.Handler.HandleAsync([Shop.Message(Member, "r1")], default);

        Assert.Equal(
            [ServerOperation.Read, ServerOperation.Batch, ServerOperation.Read],
            Log.Lines.Select(line => line.Operation)
        );
    }

    [Fact]
    public async Task A_callback_that_succeeds_is_one_record()
    {
        await DeliverAsync("second");
        Log.Clear();

        await DeliverAsync("third");

        Assert.Equal(
            [("deliveries", ServerOperation.Create)],
            Log.Lines.Where(line => line.Container is not "requests" and not "ledger")
                .Select(line => (line.Container, line.Operation))
        );
    }

    [Fact]
    public async Task A_page_of_an_account_is_one_query_and_needs_no_plan()
    {
        await shop.Ledger.PageAsync(Shop.Key(Member), null, 20, default);

        Assert.Equal([ServerOperation.Query], Log.Lines.Select(line => line.Operation));
    }

    [Fact]
    public async Task An_entry_fits_in_one_kilobyte_and_an_account_in_two()
    {
        var clock = new ManualTimeProvider();
        await using var aYearLong = new CosmosShop(scene, clock);
        for (var month = 1; month <= 12; month++, clock.Advance(TimeSpan.FromDays(30)))
        {
            var message = Shop.Message("regular-4711", $"order-2026-11-21-{month:d12}", clock.GetUtcNow());
            await aYearLong.Handler.HandleAsync([message], default);
        }

        var key = Shop.Key("regular-4711");
        Assert.Equal(12, (await shop.Ledger.LoadAsync(key, default))?.Value.Buckets.Length);
        var stored = scene.Server.Container("ledger").All(key.Member.ToString());
        var (accounts, entries) = (
            stored.Where(document => document.Id.StartsWith("account:")),
            stored.Where(document => !document.Id.StartsWith("account:"))
        );
        Assert.All(entries, entry => AssertAtMost(1024, entry));
        AssertAtMost(2048, Assert.Single(accounts));
    }

    private async Task DeliverAsync(string request)
    {
        await shop.RequestAsync(Member, request);
        var sent = scene.Queue.Bodies(QueueNames.Callbacks)[^1];
        await shop.Callbacks.HandleAsync(CallbackMessage.Read(sent)!, default);
    }

    private static void AssertAtMost(int bytes, StoredDocument document) =>
        Assert.True(
            document.Json.Length <= bytes,
            $"{document.Json.Length} bytes: {Encoding.UTF8.GetString(document.Json)}"
        );
}

using System.Net;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts.Support;
using Loyalty.CosmosServer;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>Many hosts, one account, and a network that throttles, refuses and loses answers.</summary>
public sealed class ContentionTests : IDisposable
{
    private const int Hosts = 8;
    private const int WorkersPerHost = 8;
    private const int MaxDeliveries = 200;
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sixty_four_workers_on_one_account_lose_and_double_nothing(int seed)
    {
        const string member = "everybody";
        var shops = Enumerable.Range(0, Hosts).Select(_ => new CosmosShop(scene)).ToList();
        await shops[0].OpenAsync(member);
        var faults = new RandomFaults(seed);
        scene.Server.Faults = faults.Next;

        var requests = Enumerable.Range(0, Hosts * WorkersPerHost).ToList();
        await Task.WhenAll(
            requests.Select(n => Task.Run(() => DeliverAsync(shops[n % Hosts], Shop.Message(member, $"r{n}"), seed)))
        );
        // Every message once more, to another host, as a queue may.
        await Task.WhenAll(
            requests.Select(n =>
                Task.Run(() => DeliverAsync(shops[(n + 1) % Hosts], Shop.Message(member, $"r{n}"), seed))
            )
        );

        scene.Server.Faults = _ => null;
        Assert.True(faults.Injected > requests.Count / 4, $"Seed {seed}: only {faults.Injected} faults.");
        await AssertExactAsync(shops[0].Ledger, Shop.Key(member), requests, seed);
        Assert.All(
            requests,
            n => Assert.Contains(scene.Queue.Bodies(QueueNames.Callbacks), body => body.Contains($"{Shop.Id($"r{n}")}"))
        );
        foreach (var shop in shops)
            await shop.DisposeAsync();
    }

    /// <summary>Delivers until the handler takes it, as the queue does.</summary>
    private static async Task DeliverAsync(CosmosShop shop, string message, int seed)
    {
        for (var delivery = 1; delivery <= MaxDeliveries; delivery++)
        {
            try
            {
                await shop.Handler.HandleAsync([message], default);
                return;
            }
            catch (Exception fault) when (fault is UnavailableException or LedgerContentionException)
            {
                await Task.Yield();
            }
        }
        Assert.Fail($"Seed {seed}: not taken in {MaxDeliveries} deliveries: {message}");
    }

    private static async Task AssertExactAsync(ILedgerStore ledger, AccountKey key, List<int> requests, int seed)
    {
        var account = (await ledger.LoadAsync(key, default))?.Value;
        var entries = (await ledger.PageAsync(key, null, 1000, default)).Items;
        var proof = new AccountProof(key);
        foreach (var entry in entries.Reverse())
            proof.Add(entry);
        proof.Close(account);

        // One earn of ten was made before the storm.
        Assert.True(proof.Faults.Count == 0, $"Seed {seed}: {string.Join(' ', proof.Faults)}");
        Assert.Equal(10 * (requests.Count + 1), account?.Balance.Value);
        Assert.Equal(
            requests.Select(n => Shop.Id($"r{n}")).Append(Shop.Id("first")).ToHashSet(),
            entries.Select(entry => entry.Id).ToHashSet()
        );
        Assert.Equal(requests.Count + 1, entries.Count);
    }

    /// <summary>About every fourth request to the ledger meets something.</summary>
    private sealed class RandomFaults(int seed)
    {
        private readonly Lock gate = new();
        private readonly Random random = new(seed);

        public int Injected { get; private set; }

        public ServerFault? Next(ServerRequest request)
        {
            lock (gate)
            {
                var fault = request.Operation switch
                {
                    ServerOperation.Batch => ForBatch(random.Next(24)),
                    ServerOperation.Read => random.Next(12) == 0 ? Throttled() : null,
                    _ => null,
                };
                if (fault is not null)
                    Injected++;
                return fault;
            }
        }

        private static ServerFault? ForBatch(int die) =>
            die switch
            {
                0 => Throttled(),
                1 => ServerFault.Lost(afterCommit: true),
                2 => ServerFault.Lost(afterCommit: false),
                3 => ServerFault.Answer(HttpStatusCode.PreconditionFailed, batchIndex: 1),
                4 => ServerFault.Answer(HttpStatusCode.Conflict, batchIndex: 0),
                5 => ServerFault.Answer(HttpStatusCode.RequestTimeout, afterCommit: true),
                _ => null,
            };

        private static ServerFault Throttled() => ServerFault.TooManyRequests(TimeSpan.FromMilliseconds(1));
    }
}

using Loyalty.Azure.Cosmos;
using Loyalty.CosmosServer;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.Support;

/// <summary>A server of its own, indexed as in Azure, with the real client library on top. Reopening makes a new client, as
/// after a restart.</summary>
internal sealed class CosmosScene : IDisposable
{
    /// <summary>The key that Microsoft publishes for its emulator; this server does not look at it.</summary>
    private const string Key =
        "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    private readonly List<CosmosClient> clients = [];
    private readonly TimeProvider time;

    public CosmosScene(TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        Server = new InProcessCosmosServer(time);
        foreach (var container in CosmosSetup.Containers(new CosmosOptions()))
            Server.IndexedPaths[container.Id] = [.. container.IndexingPolicy.IncludedPaths.Select(path => path.Path)];
        Containers = Open();
    }

    public InProcessCosmosServer Server { get; }

    public CosmosContainers Containers { get; private set; }

    public CosmosClient Client => clients[^1];

    public RecordingQueue Queue { get; } = new();

    /// <summary>The ledger in these containers; in those that are open, if none are named.</summary>
    public CosmosLedgerStore Ledger(CosmosContainers? containers = null) =>
        new(containers ?? Containers, Options.Create(new CosmosOptions()), time);

    public CosmosContainers Reopen() => Containers = Open();

    /// <summary>The same account through calls that give up early.</summary>
    public CosmosContainers Within(TimeSpan callTimeout) =>
        new(Client, Options.Create(new CosmosOptions { CallTimeout = callTimeout }));

    public void Dispose()
    {
        foreach (var client in clients)
            client.Dispose();
        Server.Dispose();
    }

    private CosmosContainers Open()
    {
        var options = new CosmosOptions
        {
            AccountEndpoint = InProcessCosmosServer.Endpoint,
            Direct = false,
            ThrottledRetries = 3,
            ThrottledWait = TimeSpan.FromSeconds(5),
            CallTimeout = TimeSpan.FromMinutes(2),
        };
        var clientOptions = CosmosConnection.ClientOptions(options);
        clientOptions.HttpClientFactory = () => new HttpClient(Server, disposeHandler: false);
        clients.Add(new CosmosClient($"{options.AccountEndpoint}", Key, clientOptions));
        return new CosmosContainers(clients[^1], Options.Create(options));
    }
}

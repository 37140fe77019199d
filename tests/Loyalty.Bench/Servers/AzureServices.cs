using Loyalty.CosmosServer;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;
using Loyalty.Messaging;
using Loyalty.ServiceBusServer;

namespace Loyalty.Bench.Servers;

/// <summary>A Cosmos DB account and a Service Bus namespace in this process, for function apps of this
/// machine.</summary>
internal sealed class AzureServices : IAsyncDisposable
{
    private readonly CosmosServerHost cosmos;
    private readonly ServiceBusServerHost queues = ServiceBusServerHost.Start(
        time: null,
        new QueueDefinition(QueueNames.Points),
        new QueueDefinition(QueueNames.Callbacks)
    );

    private AzureServices(CosmosServerHost cosmos) => this.cosmos = cosmos;

    /// <summary>Settings of a function app on them, as environment variables are named.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>
        {
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["Cosmos__AccountEndpoint"] = $"{cosmos.Endpoint}",
            ["ServiceBus__FullyQualifiedNamespace"] = queues.Endpoint,
            ["Identity__Issuer"] = "http://localhost/realms/partner",
            // Else the client library asks the cloud for the machine that it runs on.
            ["COSMOS_DISABLE_IMDS_ACCESS"] = "true",
        };

    /// <summary>Starts them.</summary>
    public static async Task<AzureServices> StartAsync() => new(await CosmosServerHost.StartAsync());

    /// <summary>Sets up the demo, with keys in a folder that function apps are then started in.</summary>
    public async Task<DemoFile> AddDemoAsync(string folder, CancellationToken cancellationToken)
    {
        var settings = Settings.ToDictionary(
            setting => setting.Key.Replace("__", ":"),
            string? (setting) => setting.Value
        );
        settings["urls"] = "http://127.0.0.1:0";
        settings["Embedded:DataDirectory"] = folder;
        settings["Local:Store"] = "cosmos";
        settings["Local:Queue"] = "servicebus";
        await using var host = await LocalHost.StartAsync(settings, configure: null, cancellationToken);
        return await new DemoSetup(host.Services).EnsureAsync(host.BaseUrl, cancellationToken)
            ?? throw new InvalidOperationException("A new account has no demo.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await cosmos.DisposeAsync();
        await queues.DisposeAsync();
    }
}

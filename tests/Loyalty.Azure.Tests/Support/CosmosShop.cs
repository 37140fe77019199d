using Loyalty.Azure.Cosmos;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Azure.Tests.Support;

/// <summary>A shop on Cosmos DB whose queue keeps what is sent.</summary>
internal sealed class CosmosShop(
    CosmosScene scene,
    TimeProvider? time = null,
    Action<IServiceCollection>? decorate = null
) : Shop(services => AddTo(services, scene, decorate), Settings, time)
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Cosmos:AccountEndpoint"] = "https://in-process.invalid/",
        ["Catalog:CacheFor"] = "00:01:00",
        ["Admission:ReconcileLimit"] = "100",
        ["Ledger:RetryDelay"] = "00:00:00.001",
    };

    /// <summary>Also reads once what was set up, as a process that is running has, and forgets what that cost.</summary>
    public override async Task OpenAsync(string member)
    {
        await base.OpenAsync(member);
        await RequestAsync(member, "first");
        scene.Server.Log.Clear();
    }

    /// <summary>One request on its whole way: admitted, taken from the queue, applied.</summary>
    public async Task RequestAsync(string member, string request, Rule? rule = null)
    {
        await AdmitAsync(member, request, rule);
        await Handler.HandleAsync([scene.Queue.Bodies(QueueNames.Points)[^1]], default);
    }

    private static void AddTo(IServiceCollection services, CosmosScene scene, Action<IServiceCollection>? decorate)
    {
        services
            .AddSingleton(scene.Client)
            .AddSingleton<IMessageQueue>(scene.Queue)
            .AddSingleton<IBacklog>(new SetBacklog())
            .AddCosmosStores();
        decorate?.Invoke(services);
    }
}

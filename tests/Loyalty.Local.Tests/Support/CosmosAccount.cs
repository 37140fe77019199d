using System.Runtime.CompilerServices;
using System.Text;
using Loyalty.CosmosServer;

namespace Loyalty.Local.Tests.Support;

/// <summary>A Cosmos DB account on a port of this test run, which all tests share; each host has a database of its
/// own. It ends with the run.</summary>
internal static class CosmosAccount
{
    private static readonly Lazy<Task<CosmosServerHost>> Host = new(() => CosmosServerHost.StartAsync());

    /// <summary>The settings of a host with a database of its own.</summary>
    public static async Task<(string Name, string Value)[]> NewDatabaseAsync() =>
        [
            ("Local:Store", "cosmos"),
            ("Cosmos:AccountEndpoint", (await Host.Value).Endpoint.ToString()),
            ("Cosmos:Database", Names.Next("database")),
        ];

    /// <summary>Every document of a database, as text.</summary>
    public static async Task<string> ContentAsync(string database) =>
        string.Join(
            '\n',
            (await Host.Value)
                .Server.Containers(database)
                .SelectMany(container => container.All())
                .Select(document => Encoding.UTF8.GetString(document.Json))
        );

    /// <summary>Without it, the client library asks the cloud's metadata address for the machine it runs on.</summary>
    [ModuleInitializer]
    internal static void KeepOffTheNetwork() =>
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
}

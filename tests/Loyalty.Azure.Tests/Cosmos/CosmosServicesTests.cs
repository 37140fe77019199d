using System.Net;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.CosmosServer;
using Loyalty.Ledger;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosServicesTests
{
    [Fact]
    public void Every_store_port_is_registered()
    {
        using var services = Services(("Cosmos:AccountEndpoint", "https://in-process.invalid/"));

        Assert.IsType<CosmosLedgerStore>(services.GetRequiredService<ILedgerStore>());
        Assert.IsType<CosmosRequestRegistry>(services.GetRequiredService<IRequestRegistry>());
        Assert.IsType<CosmosCatalog>(services.GetRequiredService<ICatalog>());
        Assert.IsType<CosmosParking>(services.GetRequiredService<IParking>());
        Assert.IsType<CosmosDeliveryLog>(services.GetRequiredService<IDeliveryLog>());
        Assert.IsType<CosmosReadiness>(Assert.Single(services.GetServices<IReadiness>()));
    }

    [Theory]
    [InlineData("Cosmos:AccountEndpoint", "")]
    [InlineData("Cosmos:Database", "")]
    [InlineData("Cosmos:ThrottledWait", "01:00:00")]
    public void Settings_that_cannot_work_are_named(string name, string value)
    {
        using var services = Services(("Cosmos:AccountEndpoint", "https://in-process.invalid/"), (name, value));

        var fault = Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IOptions<CosmosOptions>>().Value
        );

        Assert.Contains(name.Split(':')[1], fault.Message);
    }

    [Fact]
    public void The_client_waits_as_the_settings_say_and_sends_nothing_back()
    {
        var options = CosmosConnection.ClientOptions(new CosmosOptions());

        Assert.Equal(ConnectionMode.Direct, options.ConnectionMode);
        Assert.Equal(9, options.MaxRetryAttemptsOnRateLimitedRequests);
        Assert.Equal(TimeSpan.FromSeconds(15), options.MaxRetryWaitTimeOnRateLimitedRequests);
        Assert.False(options.EnableContentResponseOnWrite);
        Assert.Equal(
            ConnectionMode.Gateway,
            CosmosConnection.ClientOptions(new CosmosOptions { Direct = false }).ConnectionMode
        );
    }

    [Fact]
    public async Task The_store_is_ready_when_it_takes_a_write_that_nobody_sees_and_not_when_the_account_is_away()
    {
        using var scene = new CosmosScene();
        for (var n = 0; n < 2; n++)
            await new CosmosReadiness(scene.Containers).CheckAsync(default);
        var reader = new CosmosReader(scene.Containers);
        Assert.Empty(await reader.EntriesAsync().ToListAsync());
        Assert.Empty(await reader.AccountsAsync().ToListAsync());

        scene.Server.Faults = _ => ServerFault.Answer(HttpStatusCode.ServiceUnavailable);
        await Assert.ThrowsAsync<UnavailableException>(() => new CosmosReadiness(scene.Containers).CheckAsync(default));
    }

    [Fact]
    public async Task A_store_that_can_be_read_and_not_be_written_to_is_not_ready()
    {
        using var scene = new CosmosScene();
        scene.Server.Faults = request =>
            request.Operation is ServerOperation.Read or ServerOperation.Query or ServerOperation.Metadata
                ? null
                : ServerFault.Answer(HttpStatusCode.Forbidden);

        await Assert.ThrowsAsync<CosmosException>(() => new CosmosReadiness(scene.Containers).CheckAsync(default));
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.GroupBy(s => s.Name).ToDictionary(g => g.Key, string? (g) => g.Last().Value)
            )
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<IMessageQueue>(new RecordingQueue())
            .AddCosmosStores()
            .BuildServiceProvider();
    }
}

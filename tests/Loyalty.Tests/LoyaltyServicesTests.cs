using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Signing;
using Loyalty.Tests.Identity;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Tests;

/// <summary>A host adds adapters, and has all that its triggers ask for.</summary>
public sealed class LoyaltyServicesTests
{
    [Theory]
    [InlineData(typeof(PointsAdmission))]
    [InlineData(typeof(RequestStatus))]
    [InlineData(typeof(PointsHandler))]
    [InlineData(typeof(Reconciliation))]
    [InlineData(typeof(CallbackHandler))]
    [InlineData(typeof(Redelivery))]
    [InlineData(typeof(TokenEndpoint))]
    [InlineData(typeof(TokenVerifier))]
    [InlineData(typeof(Discovery))]
    [InlineData(typeof(Jwks))]
    public async Task What_a_trigger_asks_for_is_made_once_of_the_adapters(Type type)
    {
        await using var services = Services([]);
        Assert.Same(services.GetRequiredService(type), services.GetRequiredService(type));
    }

    [Fact]
    public async Task The_way_to_a_token_authority_can_be_replaced()
    {
        using var authority = new FakeAuthority();
        await using var services = Services(
            new() { ["Identity:Authority"] = FakeAuthority.Url },
            more => more.AddKeyedSingleton<HttpMessageHandler>(TokenVerifier.AuthorityHandler, authority)
        );

        await services.GetRequiredService<TokenVerifier>().VerifyAsync("Bearer a.b.c", default);

        Assert.Equal(1, authority.Asked);
    }

    private static ServiceProvider Services(
        Dictionary<string, string?> settings,
        Action<IServiceCollection>? add = null
    )
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<ICatalog, InMemoryCatalog>()
            .AddSingleton<ILedgerStore, InMemoryLedgerStore>()
            .AddSingleton<IBudgetStore, InMemoryBudgetStore>()
            .AddSingleton<IRequestRegistry, InMemoryRequestRegistry>()
            .AddSingleton<IMessageQueue, InMemoryMessageQueue>()
            .AddSingleton<IDeliveryLog, InMemoryDeliveryLog>()
            .AddSingleton<IParking, InMemoryParking>()
            .AddSingleton<IBacklog, SetBacklog>()
            .AddSingleton<IKeyRing, StoredKeyRing>()
            .AddLoyalty();
        add?.Invoke(services);
        return services.BuildServiceProvider();
    }
}

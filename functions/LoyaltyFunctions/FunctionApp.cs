using Loyalty;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.KeyVault;
using Loyalty.Azure.ServiceBus;
using Loyalty.Identity;
using LoyaltyFunctions.Observability;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyFunctions;

/// <summary>The app as it runs in Azure: the product, its functions, and an adapter for every port.</summary>
public static class FunctionApp
{
    /// <summary>Registers all of it.</summary>
    public static IServiceCollection AddFunctionApp(this IServiceCollection services)
    {
        services
            .AddTelemetryExport()
            .AddLoyalty()
            .AddFunctions()
            .AddCosmosStores()
            .AddServiceBusQueues()
            .AddKeyVaultKeyRing()
            // The local host knows its own address; here a proxy may stand before the app, so it must be said.
            .AddOptions<IdentityOptions>()
            .Validate(identity => identity.Issuer.Length > 0, "The Issuer field is required.");
        return services;
    }
}

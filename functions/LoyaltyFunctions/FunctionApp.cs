using Loyalty;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.KeyVault;
using Loyalty.Azure.ServiceBus;
using Loyalty.Identity;
using Loyalty.Keys;
using LoyaltyFunctions.Observability;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LoyaltyFunctions;

/// <summary>The app as it runs in Azure: the product, its functions, and an adapter for every port.</summary>
public static class FunctionApp
{
    /// <summary>Registers all of it.</summary>
    public static IServiceCollection AddFunctionApp(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        services
            .AddTelemetryExport()
            .AddLoyalty()
            .AddFunctions()
            .AddCosmosStores()
            .AddServiceBusQueues()
            .AddKeys(configuration, environment)
            // The local host knows its own address; here a proxy may stand before the app, so it must be said.
            .AddOptions<IdentityOptions>()
            .Validate(identity => identity.Issuer.Length > 0, "The Issuer field is required.");
        return services;
    }

    /// <summary>The vault's; on a developer's machine, which has none, those of a file.</summary>
    private static IServiceCollection AddKeys(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    ) =>
        environment.IsDevelopment() && string.IsNullOrEmpty(configuration["KeyVault:VaultUri"])
            ? services.AddKeyFile(_ => environment.ContentRootPath)
            : services.AddKeyVaultKeyRing();
}

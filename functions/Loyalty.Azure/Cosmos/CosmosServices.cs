using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Programs;
using Loyalty.RequestLog;
using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Cosmos;

/// <summary>Azure Cosmos DB as the product's ports.</summary>
public static class CosmosServices
{
    /// <summary>
    /// Registers every store port on one account, set up by the section <c>Cosmos</c>. The queue that claims are sent
    /// to is the host's to add.
    /// </summary>
    public static IServiceCollection AddCosmosStores(this IServiceCollection services)
    {
        services.AddSettings<CosmosOptions, CosmosOptionsCheck>(CosmosOptions.Section, SignIn.OfHost);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            CosmosConnection.Open(provider.GetRequiredService<IOptions<CosmosOptions>>().Value)
        );
        services.TryAddSingleton<CosmosSetup>();
        services.TryAddSingleton<CosmosContainers>();
        services.TryAddSingleton<ILedgerStore, CosmosLedgerStore>();
        services.TryAddSingleton<IBudgetStore, CosmosBudgetStore>();
        services.TryAddSingleton<IIssueStore, CosmosIssueStore>();
        services.TryAddSingleton<IGroupRedemptionStore, CosmosGroupRedemptionStore>();
        services.TryAddSingleton<IRequestRegistry, CosmosRequestRegistry>();
        services.TryAddSingleton<ICatalog, CosmosCatalog>();
        services.TryAddSingleton<IParking, CosmosParking>();
        services.TryAddSingleton<IDeliveryLog, CosmosDeliveryLog>();
        services.TryAddSingleton<IRequestLog, CosmosRequestLog>();
        services.TryAddSingleton<IStoreReader, CosmosReader>();
        services.AddSingleton<IReadiness, CosmosReadiness>();
        return services;
    }
}

/// <summary>Whether the ledger's container takes a write now, sign-in, rights and network included.</summary>
internal sealed class CosmosReadiness(CosmosContainers containers) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "store";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => containers.Ledger.ProbeAsync(cancellationToken);
}

using Loyalty.Azure.Cosmos;
using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger;

namespace Loyalty.Azure.Tests.Support;

/// <summary>The stores of an account.</summary>
internal sealed class CosmosStores : IStores
{
    private readonly CosmosScene scene = new();

    public CosmosStores()
    {
        Ledger = scene.Ledger();
        Budgets = new CosmosBudgetStore(scene.Containers);
        Catalog = new CosmosCatalog(scene.Containers);
        GroupRedemptions = new CosmosGroupRedemptionStore(scene.Containers);
    }

    public ILedgerStore Ledger { get; }

    public IBudgetStore Budgets { get; }

    public ICatalog Catalog { get; }

    public IGroupRedemptionStore GroupRedemptions { get; }

    public ValueTask DisposeAsync()
    {
        scene.Dispose();
        return ValueTask.CompletedTask;
    }
}

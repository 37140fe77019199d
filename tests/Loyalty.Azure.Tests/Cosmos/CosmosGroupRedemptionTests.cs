using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosGroupRedemptionTests : GroupRedemptionContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override (
        ILedgerStore Ledger,
        IBudgetStore Budgets,
        ICatalog Catalog,
        IGroupRedemptionStore Groups
    ) Open() =>
        (
            scene.Ledger(),
            new CosmosBudgetStore(scene.Containers),
            new CosmosCatalog(scene.Containers),
            new CosmosGroupRedemptionStore(scene.Containers)
        );
}

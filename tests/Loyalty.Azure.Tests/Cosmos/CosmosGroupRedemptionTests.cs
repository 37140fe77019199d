using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.Contracts.Support;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosGroupRedemptionTests : GroupRedemptionContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override GroupWorld Open() =>
        new(
            scene.Ledger(),
            new CosmosBudgetStore(scene.Containers),
            new CosmosCatalog(scene.Containers),
            new CosmosGroupRedemptionStore(scene.Containers)
        );
}

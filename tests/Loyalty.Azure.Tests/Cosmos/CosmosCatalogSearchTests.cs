using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Catalog;
using Loyalty.Contracts;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosCatalogSearchTests : CatalogSearchContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(new CosmosCatalog(scene.Containers));
}

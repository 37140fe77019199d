using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.GroupRedemptions;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosGroupRedemptionStoreTests : GroupRedemptionStoreContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<IGroupRedemptionStore> OpenAsync() =>
        Task.FromResult<IGroupRedemptionStore>(new CosmosGroupRedemptionStore(scene.Containers));

    protected override Task<IGroupRedemptionStore> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }
}

using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Callbacks;
using Loyalty.Contracts;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosDeliveryLogTests : DeliveryLogContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<IDeliveryLog> OpenAsync() =>
        Task.FromResult<IDeliveryLog>(new CosmosDeliveryLog(scene.Containers));

    protected override Task<IDeliveryLog> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }
}

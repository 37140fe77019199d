using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosParkingTests : ParkingContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<IParking> OpenAsync() => Task.FromResult<IParking>(new CosmosParking(scene.Containers));

    protected override Task<IParking> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }
}

using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosRequestRegistryTests : RequestRegistryContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<IRequestRegistry> OpenAsync() =>
        Task.FromResult<IRequestRegistry>(new CosmosRequestRegistry(scene.Containers, scene.Queue));

    protected override Task<IRequestRegistry> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }

    protected override Task<IReadOnlyList<PointsMessage>> QueuedAsync() =>
        Task.FromResult<IReadOnlyList<PointsMessage>>([
            .. scene
                .Queue.Bodies(QueueNames.Points)
                .Select(body => Assert.IsType<PointsMessage>(PointsMessage.Read(body))),
        ]);

    protected override async Task BreakOffAsync(PointsMessage message)
    {
        scene.Queue.Fault = new UnavailableException("The queue is away.");
        await Assert.ThrowsAsync<UnavailableException>(() =>
            new CosmosRequestRegistry(scene.Containers, scene.Queue).ClaimAsync(message, default)
        );
        scene.Queue.Fault = null;
    }
}

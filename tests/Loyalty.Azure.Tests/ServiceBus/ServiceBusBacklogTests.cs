using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.ServiceBus;

public sealed class ServiceBusBacklogTests : BacklogContract, IAsyncLifetime
{
    private readonly ServiceBusScene scene = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await scene.DisposeAsync();

    protected override ManualTimeProvider Clock => scene.Clock;

    protected override bool Counts => false;

    protected override (IMessageQueue Queue, IMessageReceiver Receiver, IBacklog Backlog) Open() =>
        (scene.Queue, scene.Receiver, scene.Backlog);
}

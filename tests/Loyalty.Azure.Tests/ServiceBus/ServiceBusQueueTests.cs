using Loyalty.Contracts;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.ServiceBus;

public sealed class ServiceBusQueueTests : MessageQueueContract, IAsyncLifetime
{
    private readonly ServiceBusScene scene = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await scene.DisposeAsync();

    protected override DateTimeOffset Now => scene.Clock.GetUtcNow();

    protected override Task<IMessageQueue> OpenAsync() => Task.FromResult(scene.Queue);

    protected override Task ReopenAsync() => scene.ReopenAsync();

    protected override Task<IReadOnlyList<OutgoingMessage>> WaitingAsync(string queue) =>
        Task.FromResult(scene.Waiting(queue));
}

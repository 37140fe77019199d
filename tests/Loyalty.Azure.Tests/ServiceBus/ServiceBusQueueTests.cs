using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.ServiceBus;

public sealed class ServiceBusQueueTests : MessageQueueContract
{
    private readonly ManualTimeProvider time = new();
    private readonly FakeNamespace queues;

    public ServiceBusQueueTests()
    {
        queues = new FakeNamespace(time);
    }

    protected override DateTimeOffset Now => time.GetUtcNow();

    protected override Task<IMessageQueue> OpenAsync() => Task.FromResult<IMessageQueue>(queues.Open());

    protected override Task ReopenAsync() => OpenAsync();

    protected override Task<IReadOnlyList<OutgoingMessage>> WaitingAsync(string queue) =>
        Task.FromResult(queues.Waiting(queue));
}

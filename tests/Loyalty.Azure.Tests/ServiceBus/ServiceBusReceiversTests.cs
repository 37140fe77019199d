using Loyalty.Contracts;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.ServiceBus;

public sealed class ServiceBusReceiversTests : MessageReceiverContract, IAsyncLifetime
{
    private readonly ServiceBusScene scene = new(queue => queue with { MaxDeliveryCount = MostDeliveries });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await scene.DisposeAsync();

    protected override TimeSpan Lease => ServiceBusScene.Lock;

    protected override IMessageQueue Queue => scene.Queue;

    protected override IMessageReceiver Open() => scene.Receiver;

    protected override IQueueReader Reader => scene.Reader;

    protected override DateTimeOffset Now => scene.Clock.GetUtcNow();

    protected override void Advance(TimeSpan by) => scene.Clock.Advance(by);

    protected override Task ReopenAsync() => scene.ReopenAsync();

    protected override async Task<IReadOnlyList<(string Body, string Reason)>> GivenUpAsync(int count)
    {
        var letters = await TakeAsync(count, $"{QueueNames.Points}/$DeadLetterQueue");
        return [.. letters.Select(letter => (letter.Body, letter.DeadLetterReason!))];
    }
}

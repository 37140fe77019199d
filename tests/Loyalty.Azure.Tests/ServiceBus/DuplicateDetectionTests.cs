using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Callbacks;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.ServiceBusServer;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>The queues drop what they have seen lately. What must not be dropped has an id of its own.</summary>
public sealed class DuplicateDetectionTests : IAsyncLifetime
{
    private readonly ServiceBusScene queues = new();
    private readonly CosmosScene scene = new();

    private ManualTimeProvider Time => queues.Clock;

    private static CallbackMessage Callback { get; } =
        new()
        {
            DeliveryId = Shop.Id("request").ToString(),
            OrgId = TextId.From<OrgId>("acme-loyalty"),
            ClientId = TextId.From<ClientId>("shop"),
            TransactionId = Shop.Id("request"),
            Url = "https://partner.example/callback",
            Payload = "{}",
            Attempt = 1,
        };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        scene.Dispose();
        await queues.DisposeAsync();
    }

    [Fact]
    public async Task Every_attempt_of_a_callback_gets_through_within_the_window()
    {
        var queue = queues.Queue;
        for (var attempt = 1; attempt <= 10; attempt++)
            await queue.SendAsync(
                QueueNames.Callbacks,
                [OutgoingCallback.For(Callback with { Attempt = attempt }, Time.GetUtcNow().AddSeconds(attempt))],
                default
            );

        Assert.Equal(10, queues.Waiting(QueueNames.Callbacks).Count);
    }

    [Fact]
    public async Task The_same_attempt_planned_twice_is_made_once()
    {
        var queue = queues.Queue;
        var next = OutgoingCallback.For(Callback with { Attempt = 2 }, Time.GetUtcNow().AddMinutes(5));
        await queue.SendAsync(QueueNames.Callbacks, [next], default);
        Time.Advance(TimeSpan.FromMinutes(1));
        await queue.SendAsync(QueueNames.Callbacks, [next], default);

        Assert.Single(queues.Waiting(QueueNames.Callbacks));
    }

    [Fact]
    public async Task A_person_who_asks_twice_for_a_callback_gets_it_twice_within_the_window()
    {
        var queue = queues.Queue;
        var log = new CosmosDeliveryLog(scene.Containers);
        await log.SaveAsync(Delivery.Of(Callback), null, default);
        var redelivery = new Redelivery(log, queue, Options.Create(new CallbackOptions()), Time);
        await queue.SendAsync(QueueNames.Callbacks, [OutgoingCallback.For(Callback)], default);

        Assert.True(await redelivery.RedeliverAsync(Callback.OrgId, Callback.DeliveryId, default));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await redelivery.RedeliverAsync(Callback.OrgId, Callback.DeliveryId, default));

        Assert.Equal(3, queues.Waiting(QueueNames.Callbacks).Count);
    }

    [Fact]
    public async Task A_request_sent_again_lies_in_the_queue_once_within_the_window_and_again_after_it()
    {
        var queue = queues.Queue;
        var message = PointsMessage.ToSend(PointsMessage.Read(Shop.Message("ada", "request"))!);
        await queue.SendAsync(QueueNames.Points, [message], default);
        Time.Advance(ServiceBusScene.Window - TimeSpan.FromSeconds(1));
        await queue.SendAsync(QueueNames.Points, [message], default);
        Assert.Single(queues.Waiting(QueueNames.Points));

        Time.Advance(TimeSpan.FromSeconds(2));
        await queue.SendAsync(QueueNames.Points, [message], default);

        Assert.Equal(2, queues.Waiting(QueueNames.Points).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sent_again_after_a_lost_answer_is_there_once(bool isDetached)
    {
        var lost = isDetached
            ? ServerFault.Detached("amqp:link:detach-forced", afterEffect: true)
            : ServerFault.ConnectionLost(afterEffect: true);
        queues.Fail(ServerOperationKind.Send, lost, times: 2);

        await queues.Queue.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "{}")], default);

        Assert.Equal(3, queues.Server.Log.Of(ServerOperationKind.Send).Count);
        Assert.Single(queues.Waiting(QueueNames.Points));
    }
}

using Loyalty.Azure.Tests.Support;
using Loyalty.Callbacks;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;
using Loyalty.ServiceBusServer;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>What points cost in calls to Service Bus; receiving and completing are the triggers' part.</summary>
public sealed class SendBudgetTests : IAsyncLifetime
{
    private const string Member = "member-4711";
    private readonly CosmosScene scene = new();
    private readonly ServiceBusScene queues = new();
    private readonly CosmosShop shop;

    public SendBudgetTests()
    {
        shop = new CosmosShop(scene, decorate: services => services.AddSingleton(queues.Queue));
    }

    private IEnumerable<(string Queue, int Messages)> Sends =>
        queues.Server.Log.Of(ServerOperationKind.Send).Select(send => (send.Queue, send.Count));

    public async Task InitializeAsync()
    {
        await using var setUp = new CosmosShop(scene);
        await setUp.OpenAsync(Member);
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        await queues.DisposeAsync();
        scene.Dispose();
    }

    [Fact]
    public async Task An_accepted_request_is_one_send()
    {
        await shop.AdmitAsync(Member, "r1");

        Assert.Equal([(QueueNames.Points, 1)], Sends);
    }

    [Fact]
    public async Task Fifty_messages_of_a_batch_send_their_callbacks_together()
    {
        await shop.Handler.HandleAsync(
            [.. Enumerable.Range(0, 50).Select(n => Shop.Message($"m{n}", $"r{n}"))],
            default
        );

        Assert.Equal([(QueueNames.Callbacks, 50)], Sends);
    }

    [Fact]
    public async Task A_callback_that_succeeds_sends_nothing()
    {
        await shop.Handler.HandleAsync([Shop.Message(Member, "r1")], default);

        await shop.Callbacks.HandleAsync(CallbackMessage.Read(queues.Waiting(QueueNames.Callbacks)[0].Body)!, default);

        Assert.Equal([(QueueNames.Callbacks, 1)], Sends);
    }
}

using Loyalty.Messaging;
using Loyalty.ServiceBusServer;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>What is different for a host whose queues are in Service Bus.</summary>
public sealed class ServiceBusHostTests(ClockedServiceBusFixture fixture) : IClassFixture<ClockedServiceBusFixture>
{
    [Fact]
    public async Task Store_and_queue_are_asked_apart_whether_they_are_ready()
    {
        Assert.Equal(
            ["queue", "store"],
            fixture.Service<IEnumerable<IReadiness>>().Select(check => check.Name).Order()
        );
        Assert.Equal(200, (await fixture.Partner.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public void What_waits_is_not_shown_where_it_cannot_be_told() =>
        Assert.Empty(fixture.Service<IEnumerable<IQueueLevels>>());

    [Fact]
    public async Task What_the_queue_gives_up_is_parked_with_its_reason()
    {
        var points = fixture.Bus.Server.Queue(QueueNames.Points);
        fixture.Gate.Close();
        try
        {
            Assert.Equal(202, (await fixture.Partner.SendAsync(fixture.Earn(1))).Status);
            for (var delivery = 1; delivery <= points.Definition.MaxDeliveryCount; delivery++)
            {
                await Eventually.TrueAsync(
                    $"delivery {delivery}",
                    () => points.Messages is [{ IsLocked: true } message] && message.DeliveryCount == delivery
                );
                fixture.Clock.Advance(points.Definition.LockDuration);
            }

            var parked = await Eventually.GetAsync(
                "the message is parked",
                async () => (await fixture.Service<IParking>().PageAsync(null, 10, default)).Items.SingleOrDefault()
            );
            Assert.Equal(QueueNames.Points, parked.Queue);
            Assert.Equal("Service Bus gave it up: MaxDeliveryCountExceeded.", parked.Reason);
            await Eventually.TrueAsync("no dead letter is left", () => points.DeadLetters!.Messages.Count == 0);
        }
        finally
        {
            fixture.Gate.Open();
        }
    }

    [Fact]
    public async Task A_lost_connection_loses_nothing()
    {
        await using var bus = ServiceBusNamespace.WithShortLocks();
        using var folder = new TestFolder();
        var host = new HostFixture(folder, await bus.SettingsAsync());
        await host.StartAsync();
        var inbox = fixture.Receiver.Open();

        var body = host.Earn(1) with { CallbackUrl = inbox.Url };
        Assert.Equal(202, (await host.Partner.SendAsync(body)).Status);
        bus.Server.DropConnections();

        Assert.Equal(body.RequestId, (await inbox.NextAsync())["requestId"]);
        await host.StopAsync();
    }

    /// <summary>The client stays wary for ten seconds.</summary>
    [Fact]
    public async Task A_busy_namespace_is_told_to_the_caller_with_a_time_to_come_again()
    {
        await using var bus = ServiceBusNamespace.WithShortLocks();
        using var folder = new TestFolder();
        var host = new HostFixture(folder, await bus.SettingsAsync());
        await host.StartAsync();
        bus.Server.Faults = operation => operation.Kind == ServerOperationKind.Send ? ServerFault.Busy : null;

        var answer = await host.Partner.SendAsync(host.Earn(1));

        Assert.Equal((503, "10"), (answer.Status, answer.Header("Retry-After")));
        await host.StopAsync();
    }
}

using System.Net;
using System.Net.Sockets;
using Loyalty.Callbacks;
using Loyalty.Messaging;
using Loyalty.Network;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Tests.Callbacks;

/// <summary>
/// One partner's callbacks go to names that never resolve and hosts that never answer. The clock stands still, so none of
/// them ever times out: what others get, they get beside them.
/// </summary>
public abstract class FloodTests(ClockedHostFixture fixture) : IDisposable
{
    private const int Hosts = 125;
    private readonly TcpListener silent = new(IPAddress.Any, 0);

    public sealed class OnSqlite(OnSqlite.Fixture fixture) : FloodTests(fixture), IClassFixture<OnSqlite.Fixture>
    {
        public sealed class Fixture : ClockedHostFixture
        {
            protected override void Replace(IServiceCollection services) => Swallow(services);
        }
    }

    public sealed class OnServiceBus(OnServiceBus.Fixture fixture)
        : FloodTests(fixture),
            IClassFixture<OnServiceBus.Fixture>
    {
        public sealed class Fixture : ClockedServiceBusFixture
        {
            protected override void Replace(IServiceCollection services) => Swallow(services);
        }
    }

    public void Dispose()
    {
        silent.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("slow-{0}.example", 400)]
    [InlineData("127.0.0.{0}", Hosts)]
    public async Task Anothers_callback_and_the_api_are_served_beside_the_flood(string host, int hosts)
    {
        silent.Start(4096);
        var flooding = await fixture.Setup.ClientAsync();
        await fixture
            .Service<IMessageQueue>()
            .SendAsync(
                QueueNames.Callbacks,
                [.. Enumerable.Range(0, 16 * Hosts).Select(n => MessageTo(string.Format(host, 1 + (n % hosts))))],
                default
            );

        for (var n = 0; n < 20; n++)
        {
            var inbox = fixture.Receiver.Open();
            await fixture.Partner.SendAsync(fixture.Earn(1) with { CallbackUrl = inbox.Url });
            await inbox.NextAsync();
        }

        using var health = await fixture.Http.GetAsync("/health");
        Assert.True(health.IsSuccessStatusCode);

        OutgoingMessage MessageTo(string receiver)
        {
            var id = Names.Next("delivery");
            return OutgoingCallback.For(
                new CallbackMessage
                {
                    DeliveryId = id,
                    OrgId = flooding.OrgId,
                    ClientId = flooding.ClientId,
                    TransactionId = EntryId.For(flooding.ClientId, TextId.From<RequestId>(id)),
                    Url = $"http://{receiver}:{((IPEndPoint)silent.LocalEndpoint).Port}/",
                    Payload = "{}",
                    Attempt = 1,
                }
            );
        }
    }

    /// <summary>Has the system's resolver block as it does when no name server answers.</summary>
    private static void Swallow(IServiceCollection services) =>
        services.AddSingleton(provider => new HostLookup(
            provider.GetRequiredService<IOptions<NetworkOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            _ =>
            {
                Thread.CurrentThread.Join(Timeout.Infinite);
                return [];
            }
        ));
}

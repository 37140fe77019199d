using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts.Support;
using Loyalty.CosmosServer;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>What breaks between claim and queue is mended, once and by itself.</summary>
public sealed class ReconciliationTests : IAsyncLifetime
{
    private const string Member = "member-4711";
    private readonly ManualTimeProvider clock = new();
    private readonly CosmosScene scene;
    private readonly CosmosShop shop;

    public ReconciliationTests()
    {
        scene = new CosmosScene(clock);
        shop = new CosmosShop(scene, clock);
    }

    private Reconciliation Reconciliation => shop.Services.GetRequiredService<Reconciliation>();

    public Task InitializeAsync() => shop.OpenAsync(Member);

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        scene.Dispose();
    }

    [Fact]
    public async Task A_claim_whose_message_was_lost_is_queued_when_it_is_old_enough_and_only_once()
    {
        await BreakOffAsync("r1");

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(0, await Reconciliation.RunAsync(default));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await Reconciliation.RunAsync(default));
        Assert.Equal(0, await Reconciliation.RunAsync(default));

        await shop.Handler.HandleAsync([scene.Queue.Bodies(QueueNames.Points)[^1]], default);
        Assert.Single(await shop.Ledger.FindAsync(Shop.Key(Member).Member, [Shop.Id("r1")], default));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await Reconciliation.RunAsync(default));
    }

    [Fact]
    public async Task A_claim_that_was_applied_is_looked_at_once_and_costs_one_read()
    {
        await shop.RequestAsync(Member, "r1");
        clock.Advance(TimeSpan.FromMinutes(10));
        await Reconciliation.RunAsync(default);
        await shop.RequestAsync(Member, "r2");
        clock.Advance(TimeSpan.FromMinutes(10));
        scene.Server.Log.Clear();

        Assert.Equal(0, await Reconciliation.RunAsync(default));
        Assert.Equal(1, scene.Server.Log.Count(ServerOperation.Read, "ledger"));

        scene.Server.Log.Clear();
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, await Reconciliation.RunAsync(default));
        Assert.Equal(0, scene.Server.Log.Count(ServerOperation.Read, "ledger"));
    }

    [Fact]
    public async Task While_the_queue_is_away_the_mark_stays_and_the_next_run_begins_there()
    {
        await BreakOffAsync("r1");
        clock.Advance(TimeSpan.FromMinutes(10));

        scene.Queue.Fault = new UnavailableException("The queue is away.");
        await Assert.ThrowsAsync<UnavailableException>(() => Reconciliation.RunAsync(default));
        scene.Queue.Fault = null;

        Assert.Equal(1, await Reconciliation.RunAsync(default));
    }

    [Fact]
    public async Task A_run_stops_at_its_limit_between_two_seconds_and_the_next_goes_on()
    {
        // The limit is 100; a second is never cut in two, and the opening request was one claim more.
        for (var second = 0; second < 3; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            for (var n = 0; n < 60; n++)
                await BreakOffAsync($"r{second}-{n}");
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(120, await Reconciliation.RunAsync(default));
        Assert.Equal(60, await Reconciliation.RunAsync(default));
        Assert.Equal(0, await Reconciliation.RunAsync(default));
        Assert.Equal(181, scene.Queue.Bodies(QueueNames.Points).Distinct().Count());
    }

    [Fact]
    public async Task A_host_whose_clock_is_ahead_hides_no_claim_from_the_others()
    {
        var ahead = new ManualTimeProvider();
        ahead.Advance(TimeSpan.FromHours(1));
        var hasty = ActivatorUtilities.CreateInstance<Reconciliation>(shop.Services, ahead);
        await hasty.RunAsync(default);

        clock.Advance(TimeSpan.FromSeconds(1));
        await BreakOffAsync("r1");
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(1, await Reconciliation.RunAsync(default));
    }

    private async Task BreakOffAsync(string request)
    {
        scene.Queue.Fault = new UnavailableException("The queue is away.");
        await Assert.ThrowsAsync<UnavailableException>(() => shop.AdmitAsync(Member, request));
        scene.Queue.Fault = null;
    }
}

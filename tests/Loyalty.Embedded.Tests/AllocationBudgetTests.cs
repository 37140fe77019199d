using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

/// <summary>What a request costs in memory, from admission to the delivery of its callback; the network is left out. Alone
/// in the process, whose allocations are counted.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationBudgetTests : IAsyncLifetime
{
    private const int Requests = 100;
    private readonly DataFolder folder = new();
    private readonly EmbeddedShop shop;
    private int round;

    public AllocationBudgetTests()
    {
        shop = new EmbeddedShop(folder);
    }

    public async Task InitializeAsync()
    {
        await shop.OpenAsync(Member(0));
        // Until everything is in memory and no code runs for the first time.
        for (var warmUp = 0; warmUp < 3; warmUp++)
        {
            await AdmitAsync();
            await shop.ApplyAsync();
            await shop.DeliverAsync();
        }
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        await folder.DisposeAsync();
    }

    /// <summary>Bytes a request, about a fifth above what was measured; where less is enough by now, lower them.</summary>
    [Fact]
    public async Task No_stage_allocates_more_than_it_did()
    {
        var accept = await AllocatedByAsync(AdmitAsync);
        var apply = await AllocatedByAsync(shop.ApplyAsync);
        var callback = await AllocatedByAsync(shop.DeliverAsync);

        Assert.InRange(accept, 1, 7_200);
        Assert.InRange(apply, 1, 21_000);
        Assert.InRange(callback, 1, 15_600);
    }

    private async Task AdmitAsync()
    {
        round++;
        for (var n = 0; n < Requests; n++)
            await shop.AdmitAsync(Member(n), $"r{round}-{n}");
    }

    private static async Task<long> AllocatedByAsync(Func<Task> stage)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await stage();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
    }

    private static string Member(int number) => $"member-{number}";
}

/// <summary>Tests that no other may run beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

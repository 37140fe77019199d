using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts.Support;
using Loyalty.CosmosServer;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Notices;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>What the sweep of expired points and the notices cost: requests for those that are due, and none for the
/// others.</summary>
public sealed class SweepBudgetTests : IAsyncLifetime
{
    private const int Accounts = 400;
    private const int Due = 3;
    private readonly CosmosScene scene = new();
    private readonly CosmosShop shop;

    public SweepBudgetTests()
    {
        shop = new CosmosShop(scene);
    }

    public async Task InitializeAsync()
    {
        await shop.OpenAsync("first");
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        await Task.WhenAll(
            Enumerable.Range(0, Accounts).Select(n => PutAsync(n, today.AddDays(n < Due ? -2 : 100 + n)))
        );
        scene.Server.Log.Clear();
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        scene.Dispose();
    }

    [Fact]
    public async Task The_sweep_asks_once_and_reads_and_writes_the_accounts_that_are_due()
    {
        Assert.Equal(Due, await Service<ExpirySweep>().RunAsync(default));

        Assert.Equal(Due, scene.Server.Log.Count(ServerOperation.Read, "ledger"));
        Assert.Equal(Due, scene.Server.Log.Count(ServerOperation.Batch, "ledger"));
        var queries = scene.Server.Log.Count(ServerOperation.Query, "ledger");
        scene.Server.Log.Clear();

        Assert.Equal(0, await Service<ExpirySweep>().RunAsync(default));

        Assert.Equal(queries, scene.Server.Log.Count(ServerOperation.Query, "ledger"));
        Assert.Equal(0, scene.Server.Log.Count(ServerOperation.Read, "ledger"));
    }

    [Fact]
    public async Task A_program_that_tells_nobody_costs_one_look_at_the_list_of_programs()
    {
        Assert.Equal(0, await Service<ExpiryNotices>().RunAsync(default));

        Assert.Equal(1, scene.Server.Log.Count(ServerOperation.Query, "catalog"));
        Assert.Equal(0, scene.Server.Log.Count(ServerOperation.Query, "ledger"));
    }

    private T Service<T>()
        where T : notnull => (T)shop.Services.GetService(typeof(T))!;

    private Task PutAsync(int number, DateOnly date)
    {
        var key = Shop.Key($"member-{number}");
        var account = Account.Empty(key) with
        {
            Version = 1,
            Balance = new Points(5),
            LifetimeEarned = new Points(5),
            Buckets = [new Bucket(date, new Points(5))],
        };
        return shop.Ledger.CommitAsync(
            new LedgerBatch
            {
                Member = key.Member,
                Entries = [],
                Accounts = [new AccountWrite(account, null)],
            },
            default
        );
    }
}

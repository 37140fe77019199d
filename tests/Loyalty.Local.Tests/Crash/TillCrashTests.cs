using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Local.Tests.PointOfSale;
using Xunit.Abstractions;

namespace Loyalty.Local.Tests.Crash;

/// <summary>A host that is killed again and again while tills redeem, for customers and for groups, and take back: whatever
/// bears a number is done once, as a whole, and answered the same ever after.</summary>
public abstract class TillCrashTests(ITestOutputHelper output)
{
    public sealed class OnSqlite(ITestOutputHelper output) : TillCrashTests(output)
    {
        protected override Task<(string Name, string Value)[]> StoreAsync() => Task.FromResult<(string, string)[]>([]);
    }

    public sealed class OnCosmos(ITestOutputHelper output) : TillCrashTests(output)
    {
        protected override Task<(string Name, string Value)[]> StoreAsync() => CosmosAccount.NewDatabaseAsync();
    }

    private const int Seed = 20261128;
    private const int Kills = 3;
    private const int Members = 6;
    private const long Grant = 10_000;

    // What a dead host has begun is taken up soon, or the test would wait for a minute.
    private static readonly (string, string)[] Settings =
    [
        ("GroupRedemptions:ResumeAfter", "00:00:01"),
        ("Limits:CustomerRequestsPerMinute", "0"),
    ];

    [Fact]
    public async Task What_tills_have_sent_is_done_once_whenever_the_host_is_killed()
    {
        using var folder = new TestFolder();
        (string, string)[] settings = [.. Settings, .. await StoreAsync()];
        var (load, client) = await PrepareAsync(folder, settings);
        var random = new Random(Seed);

        for (var kill = 0; kill < Kills; kill++)
        {
            var (doomed, url) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
            using (doomed)
            using (var http = new HttpClient { BaseAddress = url })
            {
                var before = load.Done.Count;
                var running = load.RunAsync(TillOf(http, client));
                var enough = before + random.Next(20, 80);
                await Eventually.TrueAsync("some are done", () => load.Done.Count >= enough);
                await doomed.KillAsync();
                await running;
                output.WriteLine($"Kill {kill}: {load.Done.Count - before} done.");
            }
        }

        var (serve, last) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
        using (serve)
        using (var http = new HttpClient { BaseAddress = last })
        {
            var till = TillOf(http, client);
            await load.SettleAsync(till);
            foreach (var (wish, answer) in load.Done)
                Assert.Equal(answer, await TillLoad.SendAsync(till, wish));
            Assert.Empty(load.Strange);
            Assert.Contains(load.Done.Keys, wish => wish.Group is not null);
            Assert.Contains(load.Done.Keys, wish => wish.TakesBack is not null);
            serve.Terminate();
            Assert.Equal(0, await serve.EndsAsync());
        }

        var (held, left) = await LeftAsync(folder, settings, load.Customers);
        Assert.Equal((0, (Members * Grant) - load.Taken), (held, left));
        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path], "", settings);
        Assert.True(verify.ExitCode == 0, $"seed {Seed}: {verify.Output}{verify.Errors}");
    }

    /// <summary>The settings that name the store.</summary>
    protected abstract Task<(string Name, string Value)[]> StoreAsync();

    private static Till TillOf(HttpClient http, Client client) =>
        new(
            new Partner(
                http,
                TimeProvider.System,
                client.ClientId.Value,
                Setup.Secret,
                Signing.SigningKey.Create(Signing.KeyAlgorithm.EcdsaSha256, "none", DateTimeOffset.UnixEpoch)
            )
        );

    /// <summary>A folder with customers who have points, and two groups that share some of them.</summary>
    private static async Task<(TillLoad Load, Client Client)> PrepareAsync(
        TestFolder folder,
        (string Name, string Value)[] settings
    )
    {
        var fixture = new HostFixture(folder, settings);
        await fixture.StartAsync();
        var customers = new List<Member>();
        for (var i = 0; i < Members; i++)
            customers.Add(await fixture.Setup.MemberAsync(Grant));
        var groups = new List<string>();
        foreach (var start in (int[])[0, 2])
        {
            var members = customers.Skip(start).Take(4).Select(member => member.MemberId).ToList();
            var group = new MemberGroup
            {
                OrgId = Setup.Org,
                GroupId = Names.Next("group"),
                PrimaryUserId = members[0],
                Members = members,
            };
            await fixture.Setup.PutAsync(group);
            groups.Add(group.GroupId);
        }

        var client = await fixture.Setup.ClientAsync(client => client with { Scopes = [Scopes.PointOfSale] });
        await fixture.StopAsync();
        return (new TillLoad(customers, groups, Seed), client);
    }

    /// <summary>What the customers have, and what of it is held.</summary>
    private static async Task<(long Held, long Balance)> LeftAsync(
        TestFolder folder,
        (string Name, string Value)[] settings,
        IReadOnlyList<Member> customers
    )
    {
        var fixture = new HostFixture(folder, settings);
        await fixture.StartAsync();
        var (held, balance) = (0L, 0L);
        foreach (var customer in customers)
        {
            var told = await fixture.BalanceAsync(customer.MemberId.Value);
            held += long.Parse(told.Field("held") ?? "0");
            balance += long.Parse(told.Field("balance")!);
        }

        await fixture.StopAsync();
        return (held, balance);
    }
}

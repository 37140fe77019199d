using System.Diagnostics;
using Loyalty.Local.Demo;
using Xunit.Abstractions;

namespace Loyalty.Local.Tests.Crash;

/// <summary>A host that is killed again and again under load: nothing that was accepted is lost or done twice.</summary>
public abstract class CrashTests(ITestOutputHelper output)
{
    public sealed class OnSqlite(ITestOutputHelper output) : CrashTests(output)
    {
        protected override Task<(string Name, string Value)[]> StoreAsync() => Task.FromResult<(string, string)[]>([]);
    }

    /// <summary>The store outlives the host; the queues die and rise with it.</summary>
    public sealed class OnCosmos(ITestOutputHelper output) : CrashTests(output)
    {
        protected override Task<(string Name, string Value)[]> StoreAsync() => CosmosAccount.NewDatabaseAsync();
    }

    /// <summary>Store and queues outlive the host. What it held when it was killed comes again when the locks are
    /// over.</summary>
    public sealed class OnCosmosAndServiceBus(ITestOutputHelper output) : CrashTests(output), IAsyncLifetime
    {
        private readonly ServiceBusNamespace bus = ServiceBusNamespace.WithShortLocks();

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync() => await bus.DisposeAsync();

        // Each costs the time of the locks.
        protected override int Kills => 2;

        protected override Task<(string Name, string Value)[]> StoreAsync() => bus.SettingsAsync();
    }

    private const int Seed = 20260310;

    // Receivers that fail are tried again at once, or the test would wait for the real schedule.
    private static readonly (string, string)[] Settings =
    [
        .. Enumerable.Range(0, 8).Select(i => ($"Callbacks:Schedule:{i}", i == 0 ? "00:00:00" : "00:00:00.100")),
    ];

    protected virtual int Kills => 4;

    [Fact]
    public async Task Every_accepted_request_has_one_outcome_and_is_told_whenever_the_host_is_killed()
    {
        using var folder = new TestFolder();
        var store = await StoreAsync();
        (string, string)[] settings = [.. Settings, .. store];
        await using var receiver = await CallbackReceiver.StartAsync(TimeProvider.System);
        var random = new Random(Seed);
        var calls = 0;
        var inbox = receiver.Open(_ => new ScriptedReply(Interlocked.Increment(ref calls) % 7 == 0 ? 500 : 204));
        var members = await PrepareAsync(folder, store);
        var load = new CrashLoad(members, inbox.Url, Seed);

        for (var kill = 0; kill < Kills; kill++)
        {
            var (doomed, baseUrl) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
            using (doomed)
            using (var http = new HttpClient { BaseAddress = baseUrl })
            {
                var running = load.RunAsync(await PartnerAsync(folder, http));
                var before = load.Accepted.Count;
                var enough = before + random.Next(30, 200);
                await Eventually.TrueAsync("some requests are accepted", () => load.Accepted.Count >= enough);
                await doomed.KillAsync();
                await running;
                output.WriteLine($"Kill {kill}: {load.Accepted.Count - before} accepted, {inbox.Arrived.Count} told.");
            }
        }

        var (serve, url) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
        var started = Stopwatch.StartNew();
        using (serve)
        using (var http = new HttpClient { BaseAddress = url })
        {
            var partner = await PartnerAsync(folder, http);
            await load.SettleAsync(partner);
            Assert.Empty(load.Refused);
            await AssertOutcomesAsync(load, partner, inbox, members);
            output.WriteLine($"{load.Accepted.Count} settled {started.ElapsedMilliseconds} ms after the last start.");
            serve.Terminate();
            Assert.Equal(0, await serve.EndsAsync());
        }

        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path], "", store);
        Assert.True(verify.ExitCode == 0, $"seed {Seed}: {verify.Output}{verify.Errors}");
        Assert.Contains("(0 still to apply)", verify.Output, StringComparison.Ordinal);
    }

    /// <summary>The settings that name the store.</summary>
    protected abstract Task<(string Name, string Value)[]> StoreAsync();

    private static async Task AssertOutcomesAsync(
        CrashLoad load,
        Partner partner,
        Inbox inbox,
        IReadOnlyList<string> members
    )
    {
        var balances = members.ToDictionary(member => member, _ => 0L);
        foreach (var (requestId, (body, transactionId)) in load.Accepted)
        {
            var outcome = await partner.OutcomeAsync(requestId);
            Assert.Equal(transactionId, outcome.Field("transactionId"));
            if (outcome.Field("status") == "success")
                balances[body.UserId] += long.Parse(outcome.Field("point")!) * (body.RuleId == "demo-earn" ? 1 : -1);
        }

        await Eventually.TrueAsync(
            "every outcome is told",
            () => inbox.Arrived.Select(callback => callback["requestId"]!).ToHashSet().IsSupersetOf(load.Accepted.Keys)
        );
        // However often one was told, it was always the same.
        Assert.All(
            inbox.Arrived.GroupBy(callback => callback["requestId"]),
            told => Assert.Single(told.Select(callback => callback.Text).Distinct())
        );
        foreach (var (member, balance) in balances)
        {
            var told = await partner.GetAsync($"/latitude-points/orgs/demo/point-programs/default/balances/{member}");
            Assert.Equal(balance.ToString(), told.Field("balance") ?? "0");
        }
    }

    /// <summary>A folder with the demo organisation and members without points.</summary>
    private static async Task<IReadOnlyList<string>> PrepareAsync(
        TestFolder folder,
        (string Name, string Value)[] store
    )
    {
        var fixture = new HostFixture(folder, store);
        await fixture.StartAsync();
        var members = new List<string>();
        for (var i = 0; i < 10; i++)
            members.Add((await fixture.Setup.MemberAsync()).MemberId.Value);
        await fixture.StopAsync();
        return members;
    }

    private static async Task<Partner> PartnerAsync(TestFolder folder, HttpClient http)
    {
        var demo = (await DemoFile.ReadAsync(folder.Path, default))!;
        var partner = Partner.Of(demo, http, TimeProvider.System);
        await partner.TokenAsync();
        return partner;
    }
}

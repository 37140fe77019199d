using Loyalty.Contracts.Support;
using Loyalty.Embedded;
using Loyalty.Ledger;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;
using Loyalty.Local.Proof;
using Loyalty.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Tests.Support;

/// <summary>A running local host with its demo organisation, on the machine's clock or on one that tests move.</summary>
public class HostFixture : IAsyncLifetime
{
    private readonly Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["urls"] = "http://127.0.0.1:0",
        ["Identity:SecretHashIterations"] = "1000",
        // On a clock that stands still, nobody would ever wake from it.
        ["Ledger:RetryDelay"] = "00:00:00",
        // Tests ask for more in a second than anybody else, and from one address.
        ["Limits:TokensPerSecond"] = "0",
        ["Limits:RequestsPerSecond"] = "0",
        ["Limits:ManagementPerSecond"] = "0",
        ["Limits:TillRequestsPerSecond"] = "0",
        ["Limits:CustomerRequestsPerMinute"] = "0",
        ["Limits:WrongSecretsPerMinute"] = "0",
        ["Limits:WrongSecretsPerMinuteOfAddress"] = "0",
    };
    private readonly ManualTimeProvider? clock;
    private LocalHost? host;
    private CallbackReceiver? receiver;

    public HostFixture()
        : this(clocked: false) { }

    /// <summary>On a folder of somebody else's, who removes it, and a store that settings name.</summary>
    internal HostFixture(TestFolder folder, params (string Name, string Value)[] store)
        : this(clocked: false, [("Local:DrainFor", "00:00:00.100"), .. store])
    {
        Folder = folder;
    }

    protected HostFixture(bool clocked, params (string Name, string? Value)[] more)
    {
        clock = clocked ? new ManualTimeProvider() : null;
        foreach (var (name, value) in more)
            settings[name] = value;
    }

    internal TestFolder Folder { get; } = new();

    internal LogCapture Logs { get; } = new();

    internal LedgerGate Gate { get; } = new();

    internal LocalHost Host => host ?? throw new InvalidOperationException("Not running.");

    internal DemoFile Demo { get; private set; } = null!;

    internal HttpClient Http { get; private set; } = null!;

    /// <summary>The demo organisation's partner.</summary>
    internal Partner Partner { get; private set; } = null!;

    internal Setup Setup { get; private set; } = null!;

    /// <summary>Where its queues are, which wake its pumps themselves; null = in its folder.</summary>
    private protected IQueueReader? Queues { get; set; }

    internal CallbackReceiver Receiver => receiver ?? throw new InvalidOperationException("Not running.");

    internal TimeProvider Time => clock ?? TimeProvider.System;

    internal ManualTimeProvider Clock => clock ?? throw new InvalidOperationException("On the machine's clock.");

    public async Task InitializeAsync()
    {
        receiver = await CallbackReceiver.StartAsync(Time);
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        if (receiver is not null)
            await receiver.DisposeAsync();
        if (Queues is IAsyncDisposable queues)
            await queues.DisposeAsync();
        Folder.Dispose();
    }

    internal T Service<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>Stops the host and starts it again, on the same folder and port.</summary>
    internal async Task RestartAsync()
    {
        settings["urls"] = Host.BaseUrl.ToString();
        await StopAsync();
        await StartAsync();
    }

    internal async Task StopAsync()
    {
        if (host is null)
            return;
        await host.StopAsync(default);
        await host.DisposeAsync();
        host = null;
        Http.Dispose();
    }

    internal async Task StartAsync()
    {
        if (!settings.ContainsKey("Embedded:DataDirectory"))
            foreach (var (name, value) in await StoreAsync())
                settings[name] = value;
        settings["Embedded:DataDirectory"] = Folder.Path;
        host = await LocalHost.StartAsync(settings, Configure, default);
        Demo = (await new DemoSetup(host.Services).EnsureAsync(host.BaseUrl, default))!;
        Http = new HttpClient { BaseAddress = host.BaseUrl };
        Setup = new Setup(host.Services, Http, Time);
        Partner = Partner.Of(Demo, Http, Time);
    }

    /// <summary>Waits until no work is due: all that was accepted is applied, and told as far as receivers let it.</summary>
    internal Task QuietAsync() =>
        Eventually.TrueAsync(
            "nothing is due in the queues",
            async () =>
            {
                await foreach (var message in QueuedAsync())
                    if (message.Due <= Time.GetUtcNow())
                        return false;
                return true;
            }
        );

    /// <summary>Has the pumps look again what is due: a message for a far day is put into each queue.</summary>
    internal async Task WakeQueuesAsync()
    {
        if (Queues is not null)
            return;
        foreach (var queue in new[] { QueueNames.Points, QueueNames.Callbacks })
            await Service<SqliteQueues>()
                .SendAsync(
                    queue,
                    [new OutgoingMessage(Names.Next("wake"), "{}", Time.GetUtcNow().AddYears(1))],
                    default
                );
    }

    /// <summary>Whether a message is with its function.</summary>
    internal async Task<bool> IsAtWorkAsync()
    {
        await foreach (var message in QueuedAsync())
            if (message.Due <= Time.GetUtcNow() && message.DeliveryCount > 0)
                return true;
        return false;
    }

    /// <summary>The body of a request that earns for the demo member.</summary>
    internal PointsBody Earn(long amount, string? requestId = null) =>
        new(Demo.UserId.Value, Demo.EarnRuleId.Value, amount, requestId ?? Names.Next("request"));

    /// <summary>The body of a request that redeems for the demo member.</summary>
    internal PointsBody Redeem(long amount, string? requestId = null) =>
        new(Demo.UserId.Value, Demo.RedeemRuleId.Value, amount, requestId ?? Names.Next("request"));

    /// <summary>A member's balance in a program.</summary>
    internal async Task<Answer> BalanceAsync(string member, string program = "default") =>
        await Partner.GetAsync($"/latitude-points/orgs/{Demo.OrgId}/point-programs/{program}/balances/{member}");

    /// <summary>Proves everything that the host has written so far. No request may be at work. A timer may, on what earlier
    /// tests have left: what a proof finds because of that, the next one does not find again.</summary>
    internal async Task AssertProvenAsync()
    {
        var faults = await FaultsAsync();
        for (var again = 0; faults.Count > 0 && again < 10; again++)
        {
            var before = faults;
            faults = await FaultsAsync();
            if (faults.SequenceEqual(before))
                break;
        }

        Assert.Empty(faults);
    }

    /// <summary>The settings that name its store; none = SQLite.</summary>
    protected virtual Task<(string Name, string Value)[]> StoreAsync() => Task.FromResult<(string, string)[]>([]);

    /// <summary>Replaces services.</summary>
    protected virtual void Replace(IServiceCollection services) { }

    private async Task<IReadOnlyList<string>> FaultsAsync()
    {
        var proof = new StoreProof(Service<IStoreReader>(), Service<SqliteAudit>(), Service<IQueueReader>());
        return (await proof.RunAsync(default)).Faults;
    }

    private IAsyncEnumerable<QueuedMessage> QueuedAsync() => (Queues ?? Service<IQueueReader>()).MessagesAsync();

    private void Configure(IServiceCollection services)
    {
        services.RemoveAll<ILoggerProvider>();
        services.AddSingleton<ILoggerProvider>(Logs);
        var store = services.Single(service => service.ServiceType == typeof(ILedgerStore)).ImplementationType!;
        services.AddSingleton<ILedgerStore>(provider =>
            Gate.Guard((ILedgerStore)ActivatorUtilities.CreateInstance(provider, store))
        );
        services.AddLogging(logging => logging.AddFilter("Loyalty", LogLevel.Trace));
        if (clock is not null)
            services.AddSingleton<TimeProvider>(clock);
        Replace(services);
    }
}

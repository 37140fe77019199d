using Loyalty.Embedded;
using Loyalty.Keys;
using Loyalty.Ledger.Posting;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>What is different for a host whose store is in Cosmos DB.</summary>
public sealed class CosmosHostTests(CosmosHostFixture fixture) : IClassFixture<CosmosHostFixture>
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

    /// <summary>In containers as the deployment makes them, with no more indexed than there.</summary>
    [Fact]
    public async Task Every_timer_finds_what_it_looks_for()
    {
        Assert.Equal(202, (await fixture.Partner.SendAsync(fixture.Earn(1))).Status);

        await fixture.Service<Reconciliation>().RunAsync(default);
        await fixture.Service<ExpirySweep>().RunAsync(default);

        Assert.DoesNotContain(
            fixture.Logs.Lines,
            line => line.Contains("The timer function", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_the_queues_park_is_found_in_the_store()
    {
        var folder = fixture.Service<SqliteParking>();
        var message = new ParkedMessage
        {
            ParkedId = Names.Next("parked"),
            Queue = QueueNames.Points,
            Body = "{}",
            Reason = "Delivered 10 times without success.",
            ParkedAt = fixture.Time.GetUtcNow(),
        };

        await folder.ParkAsync(message, default);

        var found = await Eventually.GetAsync(
            "the message in the store",
            () => fixture.Service<IParking>().FindAsync(message.ParkedId, default)
        );
        Assert.Equal(message, found);
        await Eventually.TrueAsync(
            "it is only there",
            async () => await folder.FindAsync(message.ParkedId, default) is null
        );
    }

    [Fact]
    public async Task A_demo_that_its_store_no_longer_has_is_set_up_anew()
    {
        using var folder = new TestFolder();
        var first = new HostFixture(folder, await CosmosAccount.NewDatabaseAsync());
        await first.StartAsync();
        var before = first.Demo;
        await first.StopAsync();

        // As after an emulator that keeps nothing was started again.
        var second = new HostFixture(folder, await CosmosAccount.NewDatabaseAsync());
        await second.StartAsync();

        Assert.NotEqual(before.Partner.ClientSecret, second.Demo.Partner.ClientSecret);
        Assert.Equal(200, (await second.BalanceAsync("demo-member")).Status);
        await second.StopAsync();
    }

    [Fact]
    public async Task A_second_folder_on_a_store_gets_no_demo_of_its_own()
    {
        using var folder = new TestFolder();
        var store = await CosmosAccount.NewDatabaseAsync();
        var first = new HostFixture(folder, store);
        await first.StartAsync();
        using var other = new TestFolder();
        File.Copy(Path.Combine(folder.Path, KeyFile.FileName), Path.Combine(other.Path, KeyFile.FileName));
        var settings = store.ToDictionary(setting => setting.Name, string? (setting) => setting.Value);
        settings["Embedded:DataDirectory"] = other.Path;
        settings["urls"] = "http://127.0.0.1:0";

        await using (var host = await LocalHost.StartAsync(settings, configure: null, default))
            Assert.Null(await new DemoSetup(host.Services).EnsureAsync(host.BaseUrl, default));

        Assert.Equal(200, (await first.BalanceAsync("demo-member")).Status);
        await first.StopAsync();
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("Sqlite", "https://loyalty.documents.azure.com/", true)]
    [InlineData("cosmos", "http://127.0.0.1:8081", true)]
    [InlineData("COSMOS", "https://localhost:8081/", true)]
    [InlineData("cosmos", "https://loyalty.documents.azure.com:443/", false)]
    public void Only_a_store_on_this_machine_is_set_up_for_trying_out(string store, string endpoint, bool here) =>
        Assert.Equal(here, Read(store, endpoint, namesEndpoint: false).IsOnThisMachine);

    [Theory]
    [InlineData(
        "postgres",
        "",
        true,
        "Local:Store (--store) is 'postgres'",
        "Cosmos:AccountEndpoint (--cosmos-endpoint) is"
    )]
    [InlineData("1", "", false, "Local:Store (--store) is '1'", "is missing")]
    [InlineData("postgres", "nowhere", true, "is 'postgres'", "is 'nowhere': it is an http or https address")]
    [InlineData("cosmos", "", false, "is missing", "")]
    [InlineData("cosmos", "ftp://127.0.0.1/", false, "it is an http or https address", "")]
    [InlineData("cosmos", "http://loyalty.documents.azure.com/", false, "plain http is for this machine alone", "")]
    [InlineData("sqlite", "http://127.0.0.1:8081/", true, "--cosmos-endpoint goes with --store cosmos", "")]
    public void A_choice_that_cannot_be_is_refused_with_every_reason(
        string store,
        string endpoint,
        bool namesEndpoint,
        string reason,
        string another
    )
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(store, endpoint, namesEndpoint));

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains(another, fault.Message, StringComparison.Ordinal);
    }

    private static StoreChoice Read(string store, string endpoint, bool namesEndpoint) =>
        StoreChoice.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        [StoreChoice.KindSetting] = store,
                        [StoreChoice.EndpointSetting] = endpoint,
                    }
                )
                .Build(),
            _ => namesEndpoint
        );
}

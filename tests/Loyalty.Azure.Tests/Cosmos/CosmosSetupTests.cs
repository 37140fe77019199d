using Loyalty.Azure.Cosmos;
using Loyalty.Catalog;
using Loyalty.CosmosServer;
using Loyalty.Messaging;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>What is made at the start on an emulator, and on nothing else.</summary>
public sealed class CosmosSetupTests : IAsyncLifetime
{
    private readonly InProcessCosmosServer server = new() { MakesContainersOnUse = false };
    private CosmosServerHost host = null!;

    public async Task InitializeAsync() => host = await CosmosServerHost.StartAsync();

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        server.Dispose();
    }

    [Fact]
    public async Task Missing_containers_are_made_and_those_that_are_there_are_kept()
    {
        var options = new CosmosOptions { AccountEndpoint = host.Endpoint, Database = "shop" };
        using var client = CosmosConnection.Open(options);
        var setup = SetupOf(client, options);

        await setup.EnsureAsync(default);
        var ledger = host.Server.Container("ledger", "shop");
        await setup.EnsureAsync(default);

        Assert.Same(ledger, host.Server.Container("ledger", "shop"));
        foreach (var container in CosmosSetup.Containers(options))
        {
            var made = host.Server.Container(container.Id, "shop").Definition;
            Assert.Equal(container.DefaultTimeToLive, made.DefaultTtl);
            Assert.Equal(container.IndexingPolicy.IncludedPaths.Select(path => path.Path), made.IndexedPaths);
        }
    }

    [Fact]
    public async Task An_account_elsewhere_is_left_as_it_is()
    {
        var options = new CosmosOptions { AccountEndpoint = InProcessCosmosServer.Endpoint };
        var clientOptions = CosmosConnection.ClientOptions(options);
        clientOptions.ConnectionMode = ConnectionMode.Gateway;
        clientOptions.HttpClientFactory = () => new HttpClient(server, disposeHandler: false);
        using var client = new CosmosClient(
            $"{options.AccountEndpoint}",
            Convert.ToBase64String(new byte[64]),
            clientOptions
        );

        await SetupOf(client, options).EnsureContainersAsync(default);

        Assert.Throws<ServerException>(() => server.Container("ledger"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8081/", true)]
    [InlineData("https://localhost:8081/", true)]
    [InlineData("https://[::1]:8081/", true)]
    [InlineData("https://loyalty.documents.azure.com:443/", false)]
    [InlineData("https://localhost.example/", false)]
    public void The_published_key_is_for_this_machine_alone(string endpoint, bool isHere)
    {
        using var client = CosmosConnection.Open(new CosmosOptions { AccountEndpoint = new Uri(endpoint) });

        Assert.Equal(isHere, client.ClientOptions.ConnectionMode == ConnectionMode.Gateway);
        Assert.Equal(isHere, client.ClientOptions.LimitToEndpoint);
        Assert.Equal(isHere, client.ClientOptions.ServerCertificateCustomValidationCallback is not null);
    }

    [Fact]
    public async Task An_emulator_that_does_not_run_is_unavailable()
    {
        var endpoint = host.Endpoint;
        await host.DisposeAsync();
        var options = new CosmosOptions { AccountEndpoint = endpoint, CallTimeout = TimeSpan.FromSeconds(1) };
        using var client = CosmosConnection.Open(options);

        await Assert.ThrowsAsync<UnavailableException>(() => SetupOf(client, options).EnsureAsync(default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(StoreFormat.Current)]
    public async Task A_store_of_an_older_format_is_marked_as_of_this_one(int? format)
    {
        var (setup, catalog) = await FormattedAsync(format);

        await setup.EnsureAsync(default);

        var marked = await catalog.FindAsync<StoreFormat>(StoreFormat.TheKey, default);
        Assert.Equal(StoreFormat.Current, marked!.Value.Version);
    }

    [Fact]
    public async Task Messages_parked_by_older_code_are_found_by_their_owner()
    {
        var (setup, _) = await FormattedAsync(4);
        var options = Options.Create(new CosmosOptions { AccountEndpoint = host.Endpoint, Database = "shop" });
        using var client = CosmosConnection.Open(options.Value);
        var containers = new CosmosContainers(client, options);
        var parking = new CosmosParking(containers);
        var old = new ParkedMessage
        {
            ParkedId = "p1",
            Queue = QueueNames.Points,
            Body = """{"orgId":"shop"}""",
            Reason = "x",
            ParkedAt = DateTimeOffset.UnixEpoch,
        };
        var key = new DocumentKey(old.ParkedId, "parked");
        var position = ("position", Pages.PlaceOf(old.ParkedAt, old.ParkedId));
        await containers.Parked.CreateAsync(
            key,
            DocumentForm.Write(key, old, MessageJson.Default.ParkedMessage, position),
            default
        );
        var shop = TextId.From<OrgId>("shop");
        Assert.Empty((await parking.PageAsync(shop, true, null, 10, default)).Items);

        await setup.EnsureAsync(default);

        Assert.Equal([old], (await parking.PageAsync(shop, true, null, 10, default)).Items);
    }

    [Fact]
    public async Task Members_registered_by_older_code_are_found_and_keep_what_they_are()
    {
        var (setup, catalog) = await FormattedAsync(5);
        var options = Options.Create(new CosmosOptions { AccountEndpoint = host.Endpoint, Database = "shop" });
        using var client = CosmosConnection.Open(options.Value);
        var org = TextId.From<OrgId>("shop");
        var members = Enumerable
            .Range(0, 40)
            .Select(n => new Member
            {
                OrgId = org,
                MemberId = TextId.From<MemberId>($"m{n:00}"),
                Name = "Ann",
            })
            .ToList();
        foreach (var member in members)
        {
            var key = new DocumentKey(member.MemberId.Value, "member|shop");
            var form = DocumentForm.Write(key, member, Member.Json, ("position", member.MemberId.Value));
            await new CosmosContainers(client, options).Catalog.CreateAsync(key, form, default);
        }
        Assert.Empty((await catalog.SearchAsync<Member>("shop", ["ann"], null, 100, default)).Items);

        await setup.EnsureAsync(default);

        var found = (await catalog.SearchAsync<Member>("shop", ["ann"], null, 100, default)).Items;
        Assert.Equal(members, found.Select(item => item.Value));
        Assert.Equal(found[0].ETag, (await catalog.FindAsync<Member>(members[0].Key, default))?.ETag);
    }

    [Fact]
    public async Task A_store_of_a_newer_format_is_refused_in_one_line_and_left_alone()
    {
        var (setup, catalog) = await FormattedAsync(StoreFormat.Current + 1);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => setup.EnsureAsync(default));

        Assert.Equal(
            $"The store has format {StoreFormat.Current + 1}, and this version reads up to {StoreFormat.Current}: "
                + "run the newer version.",
            fault.Message
        );
        var marked = await catalog.FindAsync<StoreFormat>(StoreFormat.TheKey, default);
        Assert.Equal(StoreFormat.Current + 1, marked!.Value.Version);
    }

    private async Task<(CosmosSetup Setup, CosmosCatalog Catalog)> FormattedAsync(int? format)
    {
        var options = new CosmosOptions { AccountEndpoint = host.Endpoint, Database = "shop" };
        var client = CosmosConnection.Open(options);
        var (setup, catalog) = (SetupOf(client, options), CatalogOf(client, options));
        await setup.EnsureContainersAsync(default);
        if (format is { } version)
            await catalog.CreateAsync(new StoreFormat { Version = version }, null, default);
        return (setup, catalog);
    }

    private static CosmosSetup SetupOf(CosmosClient client, CosmosOptions options) =>
        new(client, CatalogOf(client, options), Options.Create(options));

    private static CosmosCatalog CatalogOf(CosmosClient client, CosmosOptions options) =>
        new(new CosmosContainers(client, Options.Create(options)));
}

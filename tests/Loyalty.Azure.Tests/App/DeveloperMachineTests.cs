using System.Text.Json;
using System.Text.RegularExpressions;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.ServiceBus;
using Loyalty.Keys;
using Loyalty.Local.Tests.House;
using Loyalty.Messaging;
using Loyalty.Signing;
using LoyaltyFunctions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.App;

/// <summary>
/// The settings for <c>func start</c> and the emulators that they name. No container runs here: the files are held to the
/// code and to the deployment, and the app is started with the settings on servers in this process.
/// </summary>
public sealed partial class DeveloperMachineTests
{
    private static readonly string Compose = Repository.Read("infra/local/compose.yaml");

    private static readonly (string Name, string? Value)[] Sample =
    [
        .. JsonSerializer
            .Deserialize<JsonElement>(Repository.Read("local.settings.sample.json"))
            .GetProperty("Values")
            .EnumerateObject()
            .Select(setting => (setting.Name.Replace("__", ":"), setting.Value.GetString())),
    ];

    /// <summary>What the sample sets, and nothing that a deployment sets beside it.</summary>
    private static (string Name, string? Value)[] Settings { get; } =
    [
        .. Sample,
        .. DeployedApp
            .Settings.Keys.Except(Sample.Select(setting => setting.Name), StringComparer.OrdinalIgnoreCase)
            .Select(name => (name, (string?)"")),
    ];

    [Fact]
    public async Task The_app_starts_with_the_sample_settings_and_makes_keys_of_its_own()
    {
        // But for the port: the server of this process listens where it can.
        var settings = Settings.Where(setting => setting.Name != "ServiceBus:fullyQualifiedNamespace");
        await using var app = new DeployedApp([.. settings, ("environment", Environments.Development)]);

        Assert.Null(StartFaults.In(app.Services.GetRequiredService<IStartupValidator>()));
        await app.StartAsync();

        Assert.IsType<KeyFile>(app.Services.GetRequiredService<IKeyRing>());
        Assert.NotEmpty(app.Services.GetRequiredService<IKeyRing>().Live);
        foreach (var check in app.Services.GetServices<IReadiness>())
            await check.CheckAsync(default);
    }

    [Fact]
    public async Task Anywhere_else_they_are_not_enough()
    {
        await using var app = new DeployedApp([.. Settings, ("environment", Environments.Staging)]);

        Assert.Contains("VaultUri", StartFaults.In(app.Services.GetRequiredService<IStartupValidator>()));
    }

    [Fact]
    public async Task The_emulators_listen_where_the_settings_look_for_them_and_to_this_machine_alone()
    {
        await using var app = new DeployedApp([.. Settings, ("environment", Environments.Development)]);
        var cosmos = app.Services.GetRequiredService<IOptions<CosmosOptions>>().Value.AccountEndpoint!;
        var queues = app.Services.GetRequiredService<IOptions<ServiceBusOptions>>().Value.FullyQualifiedNamespace;
        var triggers = Settings.Single(setting => setting.Name == "ServiceBus").Value;

        Assert.True(cosmos.IsLoopback);
        Assert.StartsWith($"Endpoint=sb://{queues};", triggers);
        Assert.Contains("UseDevelopmentEmulator=true", triggers);
        // Azurite's three, Cosmos DB's, AMQP.
        Assert.Equal(
            [10000, 10001, 10002, cosmos.Port, 5672],
            Port().Matches(Compose).Select(port => int.Parse(port.Groups["outside"].Value))
        );
        Assert.All(Port().Matches(Compose), port => Assert.Equal("127.0.0.1", port.Groups["address"].Value));
        Assert.Contains("./Config.json:/ServiceBus_Emulator/ConfigFiles/Config.json", Compose);
    }

    [Fact]
    public void The_emulators_queues_are_those_of_the_deployment_as_far_as_it_can()
    {
        var deployed = Repository.Read("infra/modules/servicebus.bicep");
        var queues = JsonSerializer
            .Deserialize<JsonElement>(Repository.Read("infra/local/Config.json"))
            .GetProperty("UserConfig")
            .GetProperty("Namespaces")[0]
            .GetProperty("Queues")
            .EnumerateArray()
            .ToList();

        Assert.Equal(
            [QueueNames.Points, QueueNames.Callbacks],
            queues.Select(queue => queue.GetProperty("Name").GetString())
        );
        foreach (var property in queues.SelectMany(queue => queue.GetProperty("Properties").EnumerateObject()))
        {
            var most = property.Name switch
            {
                "DuplicateDetectionHistoryTimeWindow" => "PT5M",
                "DefaultMessageTimeToLive" => "PT1H",
                _ => null,
            };
            var value = property.Value.GetRawText().Replace('"', '\'');
            if (most is null)
                Assert.Contains($"{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}: {value}", deployed);
            else
                Assert.Equal($"'{most}'", value);
        }
    }

    [GeneratedRegex("\"(?<address>[0-9.]+):(?<outside>[0-9]+):[0-9]+\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Port();
}

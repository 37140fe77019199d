using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Loyalty.Azure.Cosmos;
using Loyalty.Catalog;
using Loyalty.Messaging;
using LoyaltyFunctions;
using LoyaltyFunctions.Workers;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Infra.Tests;

/// <summary>The infrastructure has what the code needs, and nothing more.</summary>
public class InfraTests
{
    /// <summary>Settings that the Functions host and the SDKs read, not we.</summary>
    private static readonly string[] OfTheHost =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "APPLICATIONINSIGHTS_SDKSTATS_DISABLED",
        "APPLICATIONINSIGHTS_STATSBEAT_DISABLED",
        "AZURE_CLIENT_ID",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__queueServiceUri",
        "AzureWebJobsStorage__tableServiceUri",
        "OTEL_DOTNET_AZURE_MONITOR_ENABLE_RESOURCE_METRICS",
    ];

    /// <summary>Sections of the Azure adapters; where an adapter has options, every name must be one of them.</summary>
    private static readonly string[] OfTheAdapters = ["Cosmos", "KeyVault", "ServiceBus"];

    [Fact]
    public void The_queues_are_those_of_the_code()
    {
        var names = typeof(QueueNames)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(names.Order(), Queues().Order());
    }

    [Fact]
    public void Every_setting_is_one_that_somebody_reads()
    {
        var sections = Sections();
        foreach (var setting in Deployment.Prod.Settings.Keys.Except(OfTheHost))
        {
            Assert.True(setting.Split("__") is [_, _], $"{setting} is nobody's.");
            var (section, name) = (setting.Split("__")[0], setting.Split("__")[1]);
            if (sections.TryGetValue(section, out var names))
                // The host's own way to say that a connection is by identity stands beside our settings.
                Assert.True(names.Contains(name, StringComparer.OrdinalIgnoreCase) || name == "credential", setting);
            else
                Assert.Contains(section, OfTheAdapters);
        }
    }

    [Fact]
    public void Every_setting_that_an_adapter_cannot_do_without_is_set()
    {
        var settings = Deployment.Prod.Settings.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var needed =
            from options in OptionsOf(typeof(CosmosOptions).Assembly)
            let defaults = Activator.CreateInstance(options)
            from property in options.GetProperties()
            where property.IsDefined(typeof(RequiredAttribute)) && property.GetValue(defaults) is null or ""
            select $"{SectionOf(options)}__{property.Name}";
        Assert.All(needed, name => Assert.Contains(name, settings));
    }

    [Fact]
    public void Every_connection_of_a_trigger_is_set_and_needs_no_key()
    {
        var settings = Deployment.Prod.Settings;
        var connections = QueueTriggers().Select(found => found.Trigger.Connection ?? "").Distinct().ToList();
        Assert.NotEmpty(connections);
        Assert.All(
            connections,
            connection =>
            {
                Assert.Contains($"{connection}__fullyQualifiedNamespace", settings.Keys);
                Assert.Contains($"{connection}__clientId", settings.Keys);
                Assert.Equal("managedidentity", settings[$"{connection}__credential"]);
            }
        );
        Assert.Contains("Identity__Issuer", settings.Keys);
        Assert.Equal("true", settings["AzureWebJobsDisableHomepage"]);
    }

    [Fact]
    public void A_custom_domain_is_where_tokens_come_from_and_what_partners_are_told()
    {
        var settings = new Deployment("main", ("LOYALTY_PUBLIC_URL", "https://loyalty.example")).Settings;
        Assert.Equal("https://loyalty.example", settings["Sharing__PublicBaseUrl"]);
        Assert.Equal("https://loyalty.example/realms/partner", settings["Identity__Issuer"]);
        Assert.Contains(".defaultHostName", Deployment.Prod.Settings["Sharing__PublicBaseUrl"]);
    }

    [Fact]
    public void Instances_are_kept_ready_for_functions_that_exist()
    {
        var app = Assert.Single(Deployment.Prod.Of("Microsoft.Web/sites"));
        var groups = Deployment
            .At(app, "functionAppConfig.scaleAndConcurrency.alwaysReady")
            .EnumerateArray()
            .Select(group => group.GetProperty("name").GetString());
        // Dead letters are rare and can wait for an instance to start.
        var functions = QueueTriggers()
            .Where(found => !found.Trigger.QueueName!.EndsWith(DeadLetterQueues.Suffix, StringComparison.Ordinal))
            .Select(found => $"function:{found.Function}")
            .Append("http");
        Assert.Equal(functions.Order(), groups.Order());
    }

    [Fact]
    public void Every_queue_has_a_function_for_it_and_one_for_its_dead_letters()
    {
        var queues = Queues();
        Assert.Equal(
            queues.Concat(queues.Select(queue => queue + "/$DeadLetterQueue")).Order(),
            QueueTriggers().Select(found => found.Trigger.QueueName).Order()
        );
    }

    [Fact]
    public void The_containers_are_those_of_the_code()
    {
        var options = new CosmosOptions();
        var named = typeof(CosmosOptions)
            .GetProperties()
            .Where(property => property.Name.EndsWith("Container", StringComparison.Ordinal))
            .Select(property => (string)property.GetValue(options)!);
        Assert.Equal(named.Order(), Containers().Select(Deployment.NameOf).Order());
        Assert.Equal(options.Database, Deployment.NameOf(Assert.Single(Databases())));
        var code = string.Concat(Repository.Sources("functions/Loyalty.Azure").Select(File.ReadAllText));
        Assert.All(
            Containers().SelectMany(Indexed),
            path => Assert.Matches($"\\b{path.Trim('/', '?', '[', ']')}\\b", code)
        );
    }

    [Fact]
    public void The_emulator_gets_the_containers_that_Azure_gets()
    {
        var made = CosmosSetup.Containers(new CosmosOptions()).OrderBy(container => container.Id).ToList();
        var deployed = Containers().OrderBy(Deployment.NameOf).ToList();
        Assert.Equal(deployed.Select(Deployment.NameOf), made.Select(container => container.Id));
        foreach (var (container, resource) in made.Zip(deployed))
        {
            Assert.Equal(
                Indexed(resource).Order(),
                container.IndexingPolicy.IncludedPaths.Select(path => path.Path).Order()
            );
            Assert.Equal(
                ["/*"],
                Paths(resource, "excludedPaths")
                    .Concat(container.IndexingPolicy.ExcludedPaths.Select(path => path.Path))
                    .Distinct()
            );
            var timeToLive = Deployment.At(resource, "resource.defaultTtl");
            Assert.Equal($"{container.DefaultTimeToLive}", $"{timeToLive}");
            var keys = Deployment.At(resource, "resource.partitionKey.paths").EnumerateArray();
            Assert.Equal(container.PartitionKeyPath, Assert.Single(keys).GetString());
        }
    }

    private static IReadOnlyList<string> Queues() =>
        [.. Deployment.Prod.Of("Microsoft.ServiceBus/namespaces/queues").Select(Deployment.NameOf)];

    private static IReadOnlyList<JsonElement> Databases() =>
        Deployment.Prod.Of("Microsoft.DocumentDB/databaseAccounts/sqlDatabases");

    private static IReadOnlyList<JsonElement> Containers() =>
        Deployment.Prod.Of("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers");

    private static IEnumerable<string> Indexed(JsonElement container) => Paths(container, "includedPaths");

    private static IEnumerable<string> Paths(JsonElement container, string kind) =>
        Deployment
            .At(container, $"resource.indexingPolicy.{kind}")
            .EnumerateArray()
            .Select(path => path.GetProperty("path").GetString()!);

    /// <summary>Sections that options are bound to, with the names of their settings.</summary>
    private static Dictionary<string, List<string>> Sections() =>
        OptionsOf(typeof(ClientKey).Assembly)
            .Concat(OptionsOf(typeof(CosmosOptions).Assembly))
            .Concat(OptionsOf(typeof(FunctionServices).Assembly))
            .ToDictionary(
                SectionOf,
                options => options.GetProperties().Where(property => property.CanWrite).Select(p => p.Name).ToList()
            );

    private static IEnumerable<Type> OptionsOf(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal));

    private static string SectionOf(Type options) =>
        options.GetField("Section")?.GetRawConstantValue() as string ?? options.Name[..^"Options".Length];

    private static IEnumerable<(string Function, ServiceBusTriggerAttribute Trigger)> QueueTriggers() =>
        from type in typeof(FunctionServices).Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<ServiceBusTriggerAttribute>()
        where trigger is not null
        select (function.Name, trigger);
}

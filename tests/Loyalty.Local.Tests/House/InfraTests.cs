using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Loyalty.Azure.Cosmos;
using Loyalty.Catalog;
using Loyalty.Messaging;
using LoyaltyFunctions;
using LoyaltyFunctions.Workers;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Local.Tests.House;

/// <summary>The infrastructure has what the code needs, and nothing more.</summary>
public partial class InfraTests
{
    /// <summary>Settings that the Functions host and the SDKs read, not we.</summary>
    private static readonly string[] OfTheHost =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AZURE_CLIENT_ID",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__queueServiceUri",
        "AzureWebJobsStorage__tableServiceUri",
    ];

    /// <summary>Sections of the Azure adapters; where an adapter has options, every name must be one of them.</summary>
    private static readonly string[] OfTheAdapters = ["Cosmos", "KeyVault", "ServiceBus"];

    /// <summary>Every right of the function app: module, scope and role. Cosmos DB has a list of its own.</summary>
    private static readonly (string Module, string Scope, string Role)[] Rights =
    [
        ("keyvault", "wrappingKey", "12338af0-0e69-4776-bea7-57ae8d297424"),
        ("monitoring", "applicationInsights", "3913510d-42f4-4e42-8a64-420c390055eb"),
        ("servicebus", "queues[i]", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"),
        ("servicebus", "queues[i]", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"),
        ("storage", "account", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"),
        ("storage", "account", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"),
        ("storage", "account", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
    ];

    private static readonly (string Module, string Setting)[] KeysOff =
    [
        ("cosmos", "disableLocalAuth: true"),
        ("servicebus", "disableLocalAuth: true"),
        ("monitoring", "DisableLocalAuth: true"),
        ("storage", "allowSharedKeyAccess: false"),
        ("keyvault", "enableRbacAuthorization: true"),
    ];

    [RequiresBicepGrammarFact]
    public void Every_file_is_Bicep()
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", "--test")
            {
                WorkingDirectory = RequiresBicepGrammarFactAttribute.Folder,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        );
        var output = node!.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, output);
    }

    [Fact]
    public void The_queues_are_those_of_the_code()
    {
        var names = typeof(QueueNames)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(names.Order(), BicepFiles.Names(BicepFiles.Module("servicebus"), "queueNames").Order());
    }

    [Fact]
    public void Every_setting_is_one_that_somebody_reads()
    {
        var sections = Sections();
        foreach (var setting in BicepFiles.Settings().Keys.Except(OfTheHost))
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
        var settings = BicepFiles.Settings().Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var needed =
            from options in OptionsOf(AdapterAssembly)
            let defaults = Activator.CreateInstance(options)
            from property in options.GetProperties()
            where property.IsDefined(typeof(RequiredAttribute)) && property.GetValue(defaults) is null or ""
            select $"{SectionOf(options)}__{property.Name}";
        Assert.All(needed, name => Assert.Contains(name, settings));
    }

    [Fact]
    public void Every_connection_of_a_trigger_is_set_and_needs_no_key()
    {
        var settings = BicepFiles.Settings();
        var connections = QueueTriggers().Select(found => found.Trigger.Connection ?? "").Distinct().ToList();
        Assert.NotEmpty(connections);
        Assert.All(
            connections,
            connection =>
            {
                Assert.Contains($"{connection}__fullyQualifiedNamespace", settings.Keys);
                Assert.Contains($"{connection}__clientId", settings.Keys);
                Assert.Equal("'managedidentity'", settings[$"{connection}__credential"]);
            }
        );
        Assert.Contains("Identity__Issuer", settings.Keys);
        Assert.Equal("'true'", settings["AzureWebJobsDisableHomepage"]);
    }

    [Fact]
    public void Instances_are_kept_ready_for_functions_that_exist()
    {
        var groups = BicepFiles.Names(BicepFiles.Module("functionapp"), "scaleGroups");
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
        var queues = BicepFiles.Names(BicepFiles.Module("servicebus"), "queueNames");
        Assert.Equal(
            queues.Concat(queues.Select(queue => queue + "/$DeadLetterQueue")).Order(),
            QueueTriggers().Select(found => found.Trigger.QueueName).Order()
        );
    }

    [Fact]
    public void The_rights_are_the_least()
    {
        var found = new List<(string, string, string)>();
        foreach (var path in Repository.Sources("infra", "*.bicep"))
        {
            var text = File.ReadAllText(path);
            var module = Path.GetFileNameWithoutExtension(path);
            var roles = RoleId().Matches(text).Select(id => id.Value).ToList();
            var scopes = Assignment().Matches(text).Select(scope => scope.Groups["scope"].Value).Distinct().ToList();
            Assert.Equal(roles.Count == 0, scopes.Count == 0);
            found.AddRange(roles.Select(role => (module, Assert.Single(scopes), role)));
        }

        Assert.Equal(Rights, found.Order());
        Assert.DoesNotContain(
            "Microsoft.Authorization/roleDefinitions@",
            BicepFiles.All,
            StringComparison.OrdinalIgnoreCase
        );
        var cosmos = BicepFiles.Module("cosmos");
        Assert.Single(Regex.Matches(cosmos, "sqlRoleAssignments@"));
        Assert.Contains("00000000-0000-0000-0000-000000000002", cosmos);
        Assert.Contains("scope: '${account.id}/dbs/${database.name}'", cosmos);
    }

    [Fact]
    public void No_key_or_secret_is_in_any_file()
    {
        Assert.DoesNotMatch(KeyFunction(), BicepFiles.All);
        Assert.DoesNotMatch("(?i)AccountKey|SharedAccess(Key|Signature)|@secure|password *:", BicepFiles.All);
        // It says where telemetry is sent; without the identity nothing is taken there.
        Assert.Equal(
            ["APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString"],
            ConnectionText().Matches(BicepFiles.All).Select(line => line.Value.Trim())
        );
        foreach (var (module, setting) in KeysOff)
            Assert.Contains(setting, BicepFiles.Module(module));
        var root = Repository.Read("azure.yaml") + Repository.Read(".github/workflows/deploy.yml");
        Assert.DoesNotContain("secrets.", root);
    }

    [Fact]
    public void The_containers_are_those_of_the_code()
    {
        var containers = BicepFiles.Containers();
        Assert.Equal(["budgets", "catalog", "deliveries", "ledger", "parked", "requests"], containers.Keys.Order());
        Assert.Contains("paths: ['/pk']", BicepFiles.Module("cosmos"));
        if (OptionsOf(AdapterAssembly).FirstOrDefault(type => type.Name == "CosmosOptions") is not { } options)
            return;
        var defaults = Activator.CreateInstance(options);
        var named = options.GetProperties().Where(property => property.Name.EndsWith("Container")).ToList();
        Assert.Equal(named.Select(property => (string?)property.GetValue(defaults)).Order(), containers.Keys.Order());
        var code = string.Concat(Repository.Sources("functions/Loyalty.Azure").Select(File.ReadAllText));
        Assert.All(
            containers.Values.SelectMany(paths => paths),
            path => Assert.Matches($"\\b{path.Trim('/', '?')}\\b", code)
        );
    }

    [Fact]
    public void The_emulator_gets_the_containers_that_Azure_gets()
    {
        var made = CosmosSetup.Containers(new CosmosOptions()).OrderBy(container => container.Id).ToList();
        Assert.Equal(
            BicepFiles.Containers().OrderBy(container => container.Key).Select(container => container.Key),
            made.Select(container => container.Id)
        );
        foreach (var container in made)
        {
            Assert.Equal(
                BicepFiles.Containers()[container.Id].Order(),
                container.IndexingPolicy.IncludedPaths.Select(path => path.Path).Order()
            );
            Assert.Equal("/*", Assert.Single(container.IndexingPolicy.ExcludedPaths).Path);
            Assert.Equal(BicepFiles.TimesToLive()[container.Id], container.DefaultTimeToLive ?? 0);
            Assert.Equal("/pk", container.PartitionKeyPath);
        }
    }

    private static Assembly AdapterAssembly { get; } = Assembly.Load("Loyalty.Azure");

    /// <summary>Sections that options are bound to, with the names of their settings.</summary>
    private static Dictionary<string, List<string>> Sections() =>
        OptionsOf(typeof(ClientKey).Assembly)
            .Concat(OptionsOf(AdapterAssembly))
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

    [GeneratedRegex(@"\b(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", RegexOptions.ExplicitCapture)]
    private static partial Regex RoleId();

    [GeneratedRegex(
        @"'Microsoft\.Authorization/roleAssignments@[^']*' =.*?\n\s+scope: (?<scope>[^\n]+)",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Assignment();

    [GeneratedRegex(
        @"\blist(Keys|AccountSas|ServiceSas|Secrets|ConnectionStrings|Credentials)\w*\(",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex KeyFunction();

    [GeneratedRegex(@"^.*connection_?string.*$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex ConnectionText();
}

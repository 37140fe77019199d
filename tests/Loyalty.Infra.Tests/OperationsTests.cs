using System.Text.Json;
using System.Text.RegularExpressions;
using Loyalty.Callbacks;
using Loyalty.Ledger;
using Loyalty.Local.Hosting;

namespace Loyalty.Infra.Tests;

/// <summary>What watches the platform, what deploys it, and what people are told about both.</summary>
public partial class OperationsTests
{
    private static readonly string Guide = Repository.Read("infra/README.md");

    /// <summary>What the operators' workbook consists of, with every id filled in.</summary>
    private static string Workbook =>
        Deployment.At(Assert.Single(Deployment.Prod.Of("Microsoft.Insights/workbooks")), "serializedData").GetString()!;

    private static IReadOnlyList<JsonElement> Alerts =>
        [
            .. Deployment.Prod.Of("Microsoft.Insights/metricAlerts"),
            .. Deployment.Prod.Of("Microsoft.Insights/scheduledQueryRules"),
        ];

    [Fact]
    public void The_workbook_is_a_workbook_and_every_id_in_it_is_filled_in()
    {
        using var workbook = JsonDocument.Parse(Workbook);
        Assert.Equal("Notebook/1.0", workbook.RootElement.GetProperty("version").GetString());
        var names = workbook.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name"));
        Assert.All(names.GroupBy(name => name.GetString()), same => Assert.Single(same));
        Assert.DoesNotMatch("__[A-Z]+__", Workbook);
    }

    [Fact]
    public void The_workbook_shows_every_instrument_and_alerts_use_no_other()
    {
        var instruments = Instrument()
            .Matches(Repository.Read("functions/Loyalty/Telemetry.cs"))
            .Select(found => found.Value)
            .ToHashSet();
        Assert.Equal(
            instruments.Order(),
            Instrument().Matches(Workbook).Select(found => found.Value).Distinct().Order()
        );
        var used = Alerts.SelectMany(alert => Instrument().Matches(alert.GetRawText())).Select(found => found.Value);
        Assert.Empty(used.Except(instruments));
    }

    [Fact]
    public void The_guide_says_what_to_do_at_every_alert()
    {
        var alerts = Alerts.Select(alert => Deployment.NameOf(alert)["loyalty-prod-".Length..]).Order();
        var rows = GuideRow().Matches(Guide).Select(found => found.Groups["name"].Value).Order();
        Assert.Equal(alerts, rows);
    }

    [Fact]
    public void The_guide_says_why_the_hosts_settings_are_as_they_are()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));
        var extensions = host.RootElement.GetProperty("extensions");
        foreach (var setting in extensions.GetProperty("serviceBus").EnumerateObject())
            Assert.Contains($"{setting.Name}` |", Guide);
        var batch = extensions.GetProperty("serviceBus").GetProperty("maxMessageBatchSize").GetInt32();
        Assert.Contains($"maxMessageBatchSize` | {batch} |", Guide);
        // As many as the local host gives at once, which fit into one commit with their account and an expiry.
        Assert.Equal(new LocalOptions().BatchSize, batch);
        Assert.Equal(LedgerBatch.MaxOperations - 2, batch);
        // Shares of attempts are counted of as many as the host gives out.
        var calls = extensions.GetProperty("serviceBus").GetProperty("maxConcurrentCalls").GetInt32();
        Assert.Equal(new CallbackOptions().MaxAttempts, calls);
        Assert.Contains($"maxConcurrentCalls` | {calls} |", Guide);
    }

    [Fact]
    public void Every_file_and_parameter_that_the_guide_names_exists()
    {
        Assert.All(
            GuideFile().Matches(Guide),
            found => Assert.True(File.Exists(Path.Combine(Repository.Root, "infra", found.Value)), found.Value)
        );
        var parameters = Template.Main.Declared("parameters").Select(parameter => parameter.Name).ToList();
        string[] named =
        [
            "alwaysReadyInstances",
            "cosmosMaxThroughput",
            "cosmosServerless",
            "cosmosSharedThroughput",
            "maximumInstanceCount",
            "messagingUnits",
            "privateNetwork",
            "secondLocation",
            "stage",
        ];
        Assert.All(named, name => Assert.Contains($"`{name}`", Guide));
        Assert.All(named, name => Assert.Contains(name, parameters));
        var variables = Variable().Matches(Guide).Select(found => found.Value).Distinct();
        var outputs = Template.Main.Declared("outputs").Select(output => output.Name);
        var read = Repository.Read("infra/main.bicepparam");
        var known = string.Join(' ', outputs) + read + Repository.Read(".github/workflows/deploy.yml");
        Assert.All(variables, name => Assert.Contains(name, known));
    }

    [Fact]
    public void Every_module_is_in_the_guide_and_in_use()
    {
        foreach (
            var module in Template.All.Where(template => template.File.StartsWith("modules/", StringComparison.Ordinal))
        )
        {
            Assert.Contains($"\"templateHash\": \"{module.Hash}\"", Template.Main.Text);
            Assert.Contains($"`{module.File}`", Guide);
        }
    }

    [Fact]
    public void Actions_of_workflows_are_pinned_to_commits()
    {
        foreach (var path in Repository.Sources(".github/workflows", "*.yml"))
            Assert.All(
                File.ReadLines(path).Where(line => line.Contains("uses:")),
                line => Assert.Matches("uses: [\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+$", line)
            );
    }

    [Fact]
    public void Deployments_build_with_the_Azure_packages()
    {
        var azd = Repository.Read("azure.yaml");
        foreach (var (name, value) in new[] { ("UseAzurePackages", "true"), ("ReadyToRunFor", "linux-x64") })
        {
            // By a hook, on either kind of machine: what azd hands to a build are the values of its own environment, and a
            // service's `env` is for containers.
            Assert.Equal(2, Regex.Count(azd, $"azd env set {name} {value}\\b"));
            foreach (var workflow in new[] { "ci", "deploy" })
                Assert.Matches($"{name}: \"?{value}\"?\n", Repository.Read($".github/workflows/{workflow}.yml"));
        }

        Assert.DoesNotContain("    env:", azd);
        var service = Regex.Match(azd, @"^  (?<name>\w+):\n    project: (?<project>\S+)", RegexOptions.Multiline);
        Assert.True(Directory.Exists(Path.Combine(Repository.Root, service.Groups["project"].Value)));
        var app = Assert.Single(Deployment.Prod.Of("Microsoft.Web/sites"));
        var tags = app.GetProperty("tags");
        Assert.Equal(service.Groups["name"].Value, tags.GetProperty("azd-service-name").GetString());
        var version = Regex.Match(Repository.Read("Directory.Build.props"), @"<TargetFramework>net(?<version>[\d.]+)<");
        var runtime = Deployment.At(app, "functionAppConfig.runtime");
        Assert.Equal("dotnet-isolated", runtime.GetProperty("name").GetString());
        Assert.Equal(version.Groups["version"].Value, runtime.GetProperty("version").GetString());
    }

    [GeneratedRegex(@"\bloyalty(\.[a-z]+)+(?=['""])", RegexOptions.ExplicitCapture)]
    private static partial Regex Instrument();

    [GeneratedRegex(
        @"(?<=^\| alert \|.*?)^\| `(?<name>[a-z0-9-]+)` \|",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex GuideRow();

    [GeneratedRegex(@"\b((modules|deployer)/)?\w+\.bicep(param)?\b", RegexOptions.ExplicitCapture)]
    private static partial Regex GuideFile();

    [GeneratedRegex(@"\b(LOYALTY|AZURE)_[A-Z_]+\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}

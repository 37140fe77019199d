using System.Globalization;
using System.Text.RegularExpressions;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.KeyVault;
using Loyalty.Azure.ServiceBus;
using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Embedded;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Local.Hosting;
using Loyalty.Management;
using Loyalty.Management.Rules;
using Loyalty.Ownership;
using Loyalty.PointsRequests;
using Loyalty.Reports;
using LoyaltyFunctions.Observability;

namespace Loyalty.Local.Tests.House;

/// <summary>Prose that names code is checked, or it lies sooner or later.</summary>
public partial class ReadmeTests
{
    private static readonly string Readme = Repository.Read("README.md");

    [Fact]
    public void The_refusal_table_is_the_one_in_the_code()
    {
        var rows = RefusalRow().Matches(Readme).Select(row => row.Value.Trim()).ToList();
        Assert.Equal(
            Refusals.All.Select(row =>
                $"| `{row.Form.Code}` | {row.Form.Status} | {row.Form.Title} | {row.Form.CallbackMessage} |".Replace(
                    "|  |",
                    "| |"
                )
            ),
            rows.Select(row => row.Replace("|  |", "| |"))
        );
    }

    [Fact]
    public void Every_file_of_the_tour_exists()
    {
        var links = Link().Matches(Readme).Select(link => link.Groups["path"].Value).ToList();
        Assert.True(links.Count > 10);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(Repository.Root, link)), link));
    }

    [Fact]
    public void Every_setting_is_listed_with_its_default()
    {
        var listed = SettingRow()
            .Matches(Readme)
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value.Trim());
        var settings = new Dictionary<string, object>
        {
            ["Identity"] = new IdentityOptions(),
            ["Admission"] = new AdmissionOptions(),
            ["Catalog"] = new CatalogOptions(),
            ["Ledger"] = new LedgerOptions(),
            ["Budgets"] = new BudgetOptions(),
            ["Management"] = new ManagementOptions(),
            ["Sharing"] = new SharingOptions(),
            ["Overview"] = new OverviewOptions(),
            ["Setup"] = new SetupOptions(),
            ["Telemetry"] = new TelemetryOptions(),
            ["Callbacks"] = new CallbackOptions(),
            ["Embedded"] = new EmbeddedOptions(),
            ["Local"] = new LocalOptions(),
            ["Cosmos"] = new CosmosOptions(),
            ["ServiceBus"] = new ServiceBusOptions(),
            ["KeyVault"] = new KeyVaultOptions(),
        };
        var expected = settings
            .SelectMany(section =>
                section
                    .Value.GetType()
                    .GetProperties()
                    .Where(property => property.CanWrite)
                    .Select(property =>
                        (
                            Name: $"{section.Key}:{property.Name}",
                            Default: Convert.ToString(property.GetValue(section.Value), CultureInfo.InvariantCulture)
                                ?? ""
                        )
                    )
            )
            .ToDictionary(setting => setting.Name, setting => setting.Default);
        Assert.Equal(expected.OrderBy(setting => setting.Key), listed.OrderBy(setting => setting.Key));
    }

    [GeneratedRegex("^\\| `[a-z_]+` \\| \\d+ \\|.*$", RegexOptions.Multiline)]
    private static partial Regex RefusalRow();

    [GeneratedRegex("\\]\\((?<path>functions/[^)]+)\\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(
        "^\\| `(?<name>[A-Z][A-Za-z]+:[A-Za-z]+)` \\|(?<default>[^|]*)\\|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex SettingRow();
}

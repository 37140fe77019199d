using System.Globalization;
using System.Text.RegularExpressions;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.KeyVault;
using Loyalty.Azure.ServiceBus;
using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Corrections;
using Loyalty.Embedded;
using Loyalty.Identity;
using Loyalty.Keys;
using Loyalty.Ledger;
using Loyalty.Limits;
using Loyalty.Local.Hosting;
using Loyalty.Management;
using Loyalty.Management.Rules;
using Loyalty.Network;
using Loyalty.Notices;
using Loyalty.Ownership;
using Loyalty.PointsRequests;
using Loyalty.Programs;
using Loyalty.Reports;
using Loyalty.RequestLog;
using Loyalty.Sessions;
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

    public static TheoryData<string> Pages { get; } =
    [
        "README.md",
        "functions/README.md",
        "functions/settings.md",
        "functions/operating.md",
        ".github/CONTRIBUTING.md",
        ".github/SECURITY.md",
        .. Repository.Sources("functions/decisions", "*.md").Select(Repository.NameOf),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_a_page_links_to_exists(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var links = Link().Matches(Repository.Read(page)).Select(link => link.Groups["path"].Value).ToList();
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(folder, link)), link));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_a_page_names_exists(string page)
    {
        var text = Repository.Read(page);
        var prose = Fence().Replace(text, "");
        var named = Code().Matches(prose).Select(code => code.Groups["text"].Value).ToList();
        named.AddRange(PlaceInDiagram().Matches(text).Select(place => place.Value + ".cs"));
        Assert.Equal("", string.Join(", ", named.Where(name => !CodeNames.Know(name))));
    }

    [Fact]
    public void Every_decision_is_listed() =>
        Assert.Equal(
            Repository
                .Sources("functions/decisions", "*.md")
                .Select(path => Path.GetFileName(path))
                .Where(file => file != "README.md")
                .Order(),
            Link().Matches(Repository.Read("functions/decisions/README.md")).Select(link => link.Groups["path"].Value)
        );

    [Fact]
    public void Every_package_has_its_reason()
    {
        var packages = Package().Matches(Repository.Read("Directory.Packages.props"));
        var rows = PackageRow().Matches(Repository.Read(".github/CONTRIBUTING.md"));
        Assert.Equal(
            packages.Select(package => package.Groups["name"].Value).Order(StringComparer.OrdinalIgnoreCase),
            rows.Select(row => row.Groups["name"].Value)
        );
    }

    [Fact]
    public void Every_setting_is_listed_with_its_default()
    {
        var listed = SettingRow()
            .Matches(Repository.Read("functions/settings.md"))
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value.Trim());
        var settings = new Dictionary<string, object>
        {
            ["Identity"] = new IdentityOptions(),
            ["Sessions"] = new SessionOptions(),
            ["Admission"] = new AdmissionOptions(),
            ["Catalog"] = new CatalogOptions(),
            ["Ledger"] = new LedgerOptions(),
            ["Budgets"] = new BudgetOptions(),
            ["Management"] = new ManagementOptions(),
            ["Sharing"] = new SharingOptions(),
            ["Corrections"] = new CorrectionOptions(),
            ["Notices"] = new NoticeOptions(),
            ["Overview"] = new OverviewOptions(),
            ["Limits"] = new LimitOptions(),
            ["RequestLog"] = new RequestLogOptions(),
            ["Programs"] = new ProgramsOptions(),
            ["Setup"] = new SetupOptions(),
            ["Telemetry"] = new TelemetryOptions(),
            ["Network"] = new NetworkOptions(),
            ["Callbacks"] = new CallbackOptions(),
            ["Embedded"] = new EmbeddedOptions(),
            ["Local"] = new LocalOptions(),
            ["Cosmos"] = new CosmosOptions(),
            ["ServiceBus"] = new ServiceBusOptions(),
            ["Keys"] = new KeyOptions(),
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

    [GeneratedRegex("^\\| `\\w+` \\| \\d+ \\|.*$", RegexOptions.Multiline)]
    private static partial Regex RefusalRow();

    [GeneratedRegex(@"\]\((?<path>(?!https:)[^)#]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`(?<text>[^`\n]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<=\["")([A-Z]\w+/)+[A-Z]\w+(?=""\])")]
    private static partial Regex PlaceInDiagram();

    [GeneratedRegex(
        "<(PackageVersion|GlobalPackageReference) Include=\"(?<name>[^\"]+)\"",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Package();

    [GeneratedRegex(@"^\| `(?<name>[\w.-]+)` \| \S.* \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex PackageRow();

    [GeneratedRegex(
        "^\\| `(?<name>[A-Z][A-Za-z]+:[A-Za-z]+)` \\|(?<default>[^|]*)\\|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex SettingRow();
}

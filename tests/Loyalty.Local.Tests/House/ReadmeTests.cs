using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Loyalty.Embedded;
using Loyalty.Settings;
using LoyaltyFunctions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Tests.House;

/// <summary>Prose that names code is checked, or it lies sooner or later.</summary>
public partial class ReadmeTests(HostFixture fixture) : IClassFixture<HostFixture>
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
        var expected = Sections()
            .SelectMany(section =>
            {
                var usual = Activator.CreateInstance(section.Options)!;
                return section.Settings.Select(setting =>
                    (
                        Name: $"{section.Name}:{setting}",
                        Default: Convert.ToString(
                            section.Options.GetProperty(setting)!.GetValue(usual),
                            CultureInfo.InvariantCulture
                        ) ?? ""
                    )
                );
            })
            .ToDictionary(setting => setting.Name, setting => setting.Default);
        Assert.Equal(expected.OrderBy(setting => setting.Key), listed.OrderBy(setting => setting.Key));
    }

    [Fact]
    public void Every_setting_with_limits_is_checked()
    {
        var app = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        app.Services.AddFunctionApp(app.Configuration, app.Environment).AddEmbeddedStores();
        var sections = app.Services.Select(service => service.ImplementationInstance).OfType<SettingSection>();
        var limited = sections
            .Select(section => section.Options)
            .Where(options =>
                options.IsAssignableTo(typeof(IValidatableObject))
                || options.GetProperties().Any(setting => setting.IsDefined(typeof(ValidationAttribute), true))
            );

        Assert.All(
            limited,
            options =>
                Assert.Contains(
                    app.Services,
                    service =>
                        service.ServiceType == typeof(IValidateOptions<>).MakeGenericType(options)
                        && service.ImplementationType?.IsDefined(typeof(OptionsValidatorAttribute), true) == true
                )
        );
    }

    /// <summary>The sections of both hosts.</summary>
    private IEnumerable<SettingSection> Sections()
    {
        var app = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        app.Services.AddFunctionApp(app.Configuration, app.Environment);
        return app
            .Services.Select(service => service.ImplementationInstance)
            .OfType<SettingSection>()
            .Concat(fixture.Service<IEnumerable<SettingSection>>())
            .DistinctBy(section => section.Name);
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

using System.Text.RegularExpressions;

namespace Loyalty.Local.Tests.House;

/// <summary>What prose may put in code marks because it is there: types, their members, settings, files, packages.</summary>
internal static partial class CodeNames
{
    /// <summary>Where a path on a page may begin.</summary>
    private static readonly string[] Beginnings =
    [
        "",
        "functions",
        "functions/Loyalty",
        "functions/LoyaltyFunctions",
        "functions/LoyaltyFunctions/BusinessConsole/Site",
    ];

    /// <summary>Names of the framework, of MSBuild and of the operating system.</summary>
    private static readonly string[] Foreign =
    [
        "AzurePackage",
        "DefaultAzureCredential",
        "Digest",
        "False",
        "HttpRequest",
        "IResult",
        "IsBatched",
        "PackageReference",
        "Production",
        "Signature",
        "Staging",
        "TimeProvider",
        "True",
        "TryParse",
        "UseAzurePackages",
    ];

    private static readonly string Settings = Repository.Read("functions/settings.md");
    private static readonly string Packages = Repository.Read("Directory.Packages.props");
    private static readonly ILookup<string, string> Types = Repository
        .Sources("functions")
        .Concat(Repository.Sources("tests"))
        .Select(File.ReadAllText)
        .SelectMany(text => Declaration().Matches(text).Select(type => (Name: type.Groups["name"].Value, Text: text)))
        .ToLookup(type => type.Name, type => type.Text);

    /// <summary>Whether there is such a thing, or it is none that could be looked up: a command, a header, a value.</summary>
    public static bool Know(string name) =>
        Setting().IsMatch(name) ? Settings.Contains($"| `{name}` |", StringComparison.Ordinal)
        : FilePath().IsMatch(name) ? Beginnings.Any(folder => Path.Exists(Path.Combine(Repository.Root, folder, name)))
        : !Identifier().IsMatch(name)
            || Foreign.Contains(name)
            || Refusals.All.Any(row => row.Form.Code == name)
            || Types.Contains(name)
            || Packages.Contains($"\"{name}\"", StringComparison.Ordinal)
            || Path.Exists(Path.Combine(Repository.Root, "functions", name))
            || Path.Exists(Path.Combine(Repository.Root, "functions/Loyalty", name))
            || (name.Split('.') is [var type, var member] && HasMember(type, member));

    private static bool HasMember(string type, string member) =>
        Types[type].Any(text => Regex.IsMatch(text, $@"\b{member}\b", RegexOptions.None, TimeSpan.FromSeconds(1)));

    [GeneratedRegex("^[A-Z]\\w+:[A-Z]\\w+$")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(\.ci|\.github|\w[\w.-]*)/[\w./-]*$|^[A-Z][\w.]*\.(props|targets)$")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"^[A-Z]\w*[a-z]\w*(\.[A-Z]\w+)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Identifier();

    [GeneratedRegex(
        @"\b(class|struct|interface|enum|record( struct| class)?)\s+(?<name>[A-Z]\w*)",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Declaration();
}

using System.Text.RegularExpressions;

namespace Loyalty.Local.Tests.House;

/// <summary>What the Bicep files say, read from their text: as much as the tests need.</summary>
internal static partial class BicepFiles
{
    /// <summary>All of them.</summary>
    public static string All { get; } = string.Concat(Repository.Sources("infra", "*.bicep*").Select(File.ReadAllText));

    /// <summary>One module, by its name.</summary>
    public static string Module(string name) => Repository.Read($"infra/modules/{name}.bicep");

    /// <summary>The items of <c>var name = ['a', 'b']</c>.</summary>
    public static IReadOnlyList<string> Names(string text, string variable)
    {
        var list = Regex.Match(text, $@"^var {variable} = \[(?<items>[^\]]*)\]", RegexOptions.Multiline);
        Assert.True(list.Success, $"There is no list {variable}.");
        return [.. Quoted().Matches(list.Groups["items"].Value).Select(item => item.Groups["text"].Value)];
    }

    /// <summary>The app settings: name and expression.</summary>
    public static IReadOnlyDictionary<string, string> Settings()
    {
        var block = Regex.Match(
            Module("functionapp"),
            @"name: 'appsettings'\s+properties: \{(?<settings>.*?)\n    \}",
            RegexOptions.Singleline
        );
        Assert.True(block.Success, "There are no app settings.");
        return Setting()
            .Matches(block.Groups["settings"].Value)
            .ToDictionary(setting => setting.Groups["name"].Value, setting => setting.Groups["value"].Value);
    }

    /// <summary>The containers' default time to live; 0 = off.</summary>
    public static IReadOnlyDictionary<string, int> TimesToLive() =>
        Container()
            .Matches(Module("cosmos"))
            .ToDictionary(
                container => container.Groups["name"].Value,
                container => int.Parse(container.Groups["ttl"].Value)
            );

    /// <summary>The containers: name and indexed paths.</summary>
    public static IReadOnlyDictionary<string, string[]> Containers() =>
        Container()
            .Matches(Module("cosmos"))
            .ToDictionary(
                container => container.Groups["name"].Value,
                container =>
                    Quoted()
                        .Matches(container.Groups["indexed"].Value)
                        .Select(path => path.Groups["text"].Value)
                        .ToArray()
            );

    [GeneratedRegex("'(?<text>[^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^      (?<name>\w+): (?<value>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();

    [GeneratedRegex(
        @"^  \{ name: '(?<name>\w+)', indexed: \[(?<indexed>[^\]]*)\], ttl: (?<ttl>-?\d+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Container();
}

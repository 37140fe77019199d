using System.Collections;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Reporting;

/// <summary>Every setting of the platform that is not its default: what the bench sets, and what the environment does.</summary>
internal static class SettingCard
{
    private static readonly string[] OfTheRuntime = ["DOTNET_", "ASPNETCORE_"];
    private static readonly string[] OfItsTools = ["DOTNET_CLI_", "DOTNET_NOLOGO", "DOTNET_GENERATE_"];

    /// <summary>What a platform is started with from here, by name.</summary>
    public static SortedDictionary<string, string> Read() => Of(Environment.GetEnvironmentVariables());

    /// <summary>The same, of an environment.</summary>
    public static SortedDictionary<string, string> Of(IDictionary environment)
    {
        var card = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in environment)
            if (variable is { Key: string name, Value: string value } && IsSetting(name))
                card[name] = value;
        foreach (var (name, value) in ListeningProgram.Settings)
            card[name] = value;
        return card;
    }

    private static bool IsSetting(string name) =>
        name.Contains("__", StringComparison.Ordinal)
        || (BeginsWithOne(name, OfTheRuntime) && !BeginsWithOne(name, OfItsTools));

    private static bool BeginsWithOne(string name, string[] prefixes) =>
        Array.Exists(prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}

using System.CommandLine;

namespace Loyalty.Local.Commands;

/// <summary>The option that most commands share.</summary>
internal static class DataOption
{
    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The data folder (default ./.loyalty, or the setting Embedded:DataDirectory).",
    };

    /// <summary>The data folder that the arguments name.</summary>
    public static string Directory(ParseResult arguments) =>
        arguments.GetValue(Data) ?? Environment.GetEnvironmentVariable("Embedded__DataDirectory") ?? "./.loyalty";
}

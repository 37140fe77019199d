using System.CommandLine;
using Loyalty.Local.Hosting;

namespace Loyalty.Local.Commands;

/// <summary>The options that say where a host keeps everything.</summary>
internal static class StoreOptions
{
    private static readonly Option<string?> Store = new("--store")
    {
        Description = "sqlite (default): everything in the data folder; cosmos: all but queues and keys in Cosmos DB.",
    };
    private static readonly Option<string?> Endpoint = new("--cosmos-endpoint")
    {
        Description = "With --store cosmos: the account's address, or that of the emulator on this machine.",
    };

    /// <summary>Gives a command these options and <c>--data</c>.</summary>
    public static void On(Command command)
    {
        command.Options.Add(DataOption.Data);
        command.Options.Add(Store);
        command.Options.Add(Endpoint);
    }

    /// <summary>What the arguments say, as settings.</summary>
    public static Dictionary<string, string?> Read(ParseResult arguments)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (arguments.GetValue(DataOption.Data) is { } data)
            settings["Embedded:DataDirectory"] = data;
        if (arguments.GetValue(Store) is { } store)
            settings[StoreChoice.KindSetting] = store;
        if (arguments.GetValue(Endpoint) is { } endpoint)
            settings[StoreChoice.EndpointSetting] = endpoint;
        return settings;
    }
}

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
    private static readonly Option<string?> Queue = new("--queue")
    {
        Description = "sqlite (default): queues in the data folder; servicebus: in Service Bus, with --store cosmos.",
    };
    private static readonly Option<string?> Namespace = new("--servicebus-endpoint")
    {
        Description =
            "With --queue servicebus: the namespace's host name, or that of the emulator on this machine, with its port.",
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
        command.Options.Add(Queue);
        command.Options.Add(Namespace);
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
        if (arguments.GetValue(Queue) is { } queue)
            settings[StoreChoice.QueueSetting] = queue;
        if (arguments.GetValue(Namespace) is { } host)
            settings[StoreChoice.NamespaceSetting] = host;
        return settings;
    }
}

using Loyalty.Azure.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Hosting;

/// <summary>The store and the queues that a local host was told to use.</summary>
/// <param name="Kind">Which store.</param>
/// <param name="Endpoint">Of the Cosmos DB account; null with SQLite.</param>
/// <param name="Queue">Which queues.</param>
internal sealed record StoreChoice(StoreKind Kind, Uri? Endpoint, QueueKind Queue = QueueKind.Sqlite)
{
    public const string KindSetting = $"Local:{nameof(LocalOptions.Store)}";
    public const string EndpointSetting = "Cosmos:AccountEndpoint";
    public const string QueueSetting = $"Local:{nameof(LocalOptions.Queue)}";
    public const string NamespaceSetting =
        $"{ServiceBusOptions.Section}:{nameof(ServiceBusOptions.FullyQualifiedNamespace)}";

    /// <summary>Whether the store is this machine's own, and so may be set up and tried out.</summary>
    public bool IsOnThisMachine => Endpoint is null || Endpoint.IsLoopback;

    /// <summary>Reads the choice.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="isNamed">Whether a setting was named for this start, and not left in the environment for another
    /// program.</param>
    /// <exception cref="OptionsValidationException">It cannot be; every reason is in its message.</exception>
    public static StoreChoice Read(IConfiguration configuration, Predicate<string> isNamed)
    {
        var faults = new List<string>();
        var kind = ReadKind<StoreKind>(configuration, KindSetting, "--store", "sqlite or cosmos", faults);
        var queue = ReadKind<QueueKind>(configuration, QueueSetting, "--queue", "sqlite or servicebus", faults);
        var endpoint = kind == StoreKind.Sqlite ? null : ReadEndpoint(configuration[EndpointSetting], faults);
        if (kind == StoreKind.Sqlite && isNamed(EndpointSetting))
            faults.Add("--cosmos-endpoint goes with --store cosmos");
        if (queue == QueueKind.Sqlite && isNamed(NamespaceSetting))
            faults.Add("--servicebus-endpoint goes with --queue servicebus");
        // In SQLite a request is claimed and queued by one commit, which no other queue can be part of.
        if (queue == QueueKind.ServiceBus && kind == StoreKind.Sqlite)
            faults.Add("--queue servicebus goes with --store cosmos");
        if (queue == QueueKind.ServiceBus && string.IsNullOrEmpty(configuration[NamespaceSetting]))
            faults.Add($"{NamespaceSetting} (--servicebus-endpoint) is missing: it says where the namespace is");
        return faults.Count == 0
            ? new StoreChoice(kind ?? default, endpoint, queue ?? default)
            : throw new OptionsValidationException(Options.DefaultName, typeof(LocalOptions), faults);
    }

    private static T? ReadKind<T>(
        IConfiguration configuration,
        string setting,
        string option,
        string kinds,
        List<string> faults
    )
        where T : struct, Enum
    {
        var text = configuration[setting];
        if (string.IsNullOrEmpty(text))
            return default(T);
        if (Enum.TryParse<T>(text, ignoreCase: true, out var kind) && !char.IsAsciiDigit(text[0]))
            return kind;
        faults.Add($"{setting} ({option}) is '{text}': it is {kinds}");
        return null;
    }

    private static Uri? ReadEndpoint(string? text, List<string> faults)
    {
        const string name = $"{EndpointSetting} (--cosmos-endpoint)";
        if (string.IsNullOrEmpty(text))
            faults.Add($"{name} is missing: it says where the Cosmos DB account is");
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            faults.Add($"{name} is '{text}': it is an http or https address");
        else if (endpoint.Scheme == "http" && !endpoint.IsLoopback)
            faults.Add($"{name} is '{text}': plain http is for this machine alone");
        else
            return endpoint;
        return null;
    }
}

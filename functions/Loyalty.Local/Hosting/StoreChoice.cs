using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Hosting;

/// <summary>The store that a local host was told to use.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Endpoint">Of the Cosmos DB account; null with SQLite.</param>
internal sealed record StoreChoice(StoreKind Kind, Uri? Endpoint)
{
    public const string KindSetting = $"Local:{nameof(LocalOptions.Store)}";
    public const string EndpointSetting = "Cosmos:AccountEndpoint";

    /// <summary>Whether the store is this machine's own, and so may be set up and tried out.</summary>
    public bool IsOnThisMachine => Endpoint is null || Endpoint.IsLoopback;

    /// <summary>Reads the choice.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="namesEndpoint">Whether the endpoint was named for this start, and not left in the environment for
    /// another program.</param>
    /// <exception cref="OptionsValidationException">It cannot be; every reason is in its message.</exception>
    public static StoreChoice Read(IConfiguration configuration, bool namesEndpoint)
    {
        var faults = new List<string>();
        var kind = ReadKind(configuration[KindSetting], faults);
        var endpoint = kind == StoreKind.Sqlite ? null : ReadEndpoint(configuration[EndpointSetting], faults);
        if (kind == StoreKind.Sqlite && namesEndpoint)
            faults.Add("--cosmos-endpoint goes with --store cosmos");
        return faults.Count == 0
            ? new StoreChoice(kind ?? default, endpoint)
            : throw new OptionsValidationException(Options.DefaultName, typeof(LocalOptions), faults);
    }

    private static StoreKind? ReadKind(string? text, List<string> faults)
    {
        if (string.IsNullOrEmpty(text))
            return default(StoreKind);
        if (Enum.TryParse<StoreKind>(text, ignoreCase: true, out var kind) && !char.IsAsciiDigit(text[0]))
            return kind;
        faults.Add($"{KindSetting} (--store) is '{text}': it is sqlite or cosmos");
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

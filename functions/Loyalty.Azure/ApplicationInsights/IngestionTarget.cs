using System.Diagnostics.CodeAnalysis;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>Where Application Insights takes telemetry, from its connection string.</summary>
/// <param name="Endpoint">The address to post to.</param>
/// <param name="InstrumentationKey">Names the resource; it is no secret, for local authentication is off.</param>
/// <param name="Scope">What a token must be for.</param>
internal sealed record IngestionTarget(Uri Endpoint, string InstrumentationKey, string Scope)
{
    private const string DefaultEndpoint = "https://dc.services.visualstudio.com";

    // The two slashes are part of the audience as it is registered.
    private const string DefaultAudience = "https://monitor.azure.com/";

    /// <summary>Reads <c>InstrumentationKey=…;IngestionEndpoint=https://…/;…</c>; other parts are left alone.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IngestionTarget? target)
    {
        target = null;
        var parts = Parts(text);
        if (
            !parts.TryGetValue("InstrumentationKey", out var key)
            || !Guid.TryParse(key, out _)
            || !Uri.TryCreate(
                parts.GetValueOrDefault("IngestionEndpoint", DefaultEndpoint),
                UriKind.Absolute,
                out var endpoint
            )
            || endpoint.Scheme != Uri.UriSchemeHttps
        )
            return false;
        var audience = parts.GetValueOrDefault("AADAudience", DefaultAudience);
        target = new IngestionTarget(new Uri(endpoint, "v2.1/track"), key, $"{audience}/.default");
        return true;
    }

    /// <summary>The names and values of <c>Name=value;Name=value</c>.</summary>
    public static Dictionary<string, string> Parts(string? text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (part.Split('=', 2) is [var name, var value])
                parts[name.Trim()] = value.Trim();
        return parts;
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Local.Tests.Support;

/// <summary>A callback as it arrived.</summary>
internal sealed record ArrivedCallback(
    string Method,
    string Path,
    byte[] Body,
    IReadOnlyDictionary<string, StringValues> Headers,
    DateTimeOffset At
)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Names of the fields, in their order.</summary>
    public string[] Fields => [.. Json.EnumerateObject().Select(property => property.Name)];

    public string? this[string name] =>
        Json.TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;
}

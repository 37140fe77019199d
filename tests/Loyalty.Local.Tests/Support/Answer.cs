using System.Net.Http.Headers;
using System.Text.Json;

namespace Loyalty.Local.Tests.Support;

/// <summary>An HTTP answer, read to its end.</summary>
internal sealed record Answer(int Status, string Text, string? ContentType, HttpHeaders Headers, HttpHeaders Content)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The <c>code</c> of a problem document, or of nothing.</summary>
    public string? Code => Field("code");

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers,
            response.Content.Headers
        );

    /// <summary>A text of the JSON object, or null.</summary>
    public string? Field(string name) =>
        Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;

    /// <summary>A header's value, or null; the parts of a list such as <c>Allow</c> in one.</summary>
    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || Content.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    public override string ToString() => $"{Status} {ContentType} {Text}";
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Json;

/// <summary>JSON as others get to see it: none of it is put into HTML, so that <c>+</c>, <c>é</c> and <c>&lt;</c> stand as
/// they are and can be copied.</summary>
public static class JsonText
{
    /// <summary>The encoder of everything that is not put into HTML.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>The document in UTF-8.</summary>
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        using var bytes = new MemoryStream();
        var form = new JsonWriterOptions { Encoder = Encoder, Indented = type.Options.WriteIndented };
        using (var writer = new Utf8JsonWriter(bytes, form))
            JsonSerializer.Serialize(writer, value, type);
        return bytes.ToArray();
    }
}

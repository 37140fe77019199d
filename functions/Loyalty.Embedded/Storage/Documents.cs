using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Embedded;

/// <summary>Documents to and from the UTF-8 JSON of their row.</summary>
internal static class Documents
{
    /// <exception cref="EmbeddedStoreException">The row is not such a document: the file was damaged or
    /// edited.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, json)
                ?? throw new EmbeddedStoreException($"A stored {typeof(T).Name} is null.");
        }
        catch (JsonException fault)
        {
            throw new EmbeddedStoreException($"A stored {typeof(T).Name} cannot be read.", fault);
        }
    }
}

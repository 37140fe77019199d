using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// The form of every document: <c>{"id", "pk", [one property to list by,] "body"}</c>. The body is the same JSON as in
/// every other store; what Cosmos DB needs to find it stands around it, and of that only the list property is indexed.
/// </summary>
internal static class DocumentForm
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Partition = JsonEncodedText.Encode("pk");
    private static readonly JsonEncodedText Body = JsonEncodedText.Encode("body");

    /// <summary>The document as it is sent.</summary>
    /// <param name="key">Where it lies.</param>
    /// <param name="body">What it says.</param>
    /// <param name="json">The body's JSON form.</param>
    /// <param name="listedBy">The property that lists are ordered by; null = in none.</param>
    public static MemoryStream Write<T>(
        DocumentKey key,
        T body,
        JsonTypeInfo<T> json,
        (string Name, string Value)? listedBy = null
    )
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString(Id, key.Id);
            writer.WriteString(Partition, key.Partition);
            if (listedBy is var (name, value))
                writer.WriteString(name, value);
            writer.WritePropertyName(Body);
            JsonSerializer.Serialize(writer, body, json);
            writer.WriteEndObject();
        }
        stream.Position = 0;
        return stream;
    }

    /// <summary>The body of a document as it is stored.</summary>
    public static T Read<T>(JsonElement document, JsonTypeInfo<T> json) =>
        document.GetProperty("body").Deserialize(json)
        ?? throw new JsonException($"A stored {typeof(T).Name} is null.");
}

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// The form of every document: <c>{"id", "pk", [properties to list by,] ["write",] "body"}</c>. The body is the same JSON
/// as in every other store; what Cosmos DB needs to find it stands around it, and of that only the list properties are
/// indexed. The write, a random mark, tells a document that was stored by one call from an equal one of another.
/// </summary>
internal static class DocumentForm
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Partition = JsonEncodedText.Encode("pk");
    private static readonly JsonEncodedText Mark = JsonEncodedText.Encode("write");
    private static readonly JsonEncodedText Body = JsonEncodedText.Encode("body");
    private const int MarkBytes = 9;

    /// <summary>The document as it is sent, with a mark of its own.</summary>
    /// <param name="key">Where it lies.</param>
    /// <param name="body">What it says.</param>
    /// <param name="json">The body's JSON form.</param>
    /// <param name="listedBy">The properties that lists are ordered by; none = in no list.</param>
    public static MemoryStream Write<T>(
        DocumentKey key,
        T body,
        JsonTypeInfo<T> json,
        params ReadOnlySpan<(string Name, string Value)> listedBy
    ) => Write(key, body, json, RandomNumberGenerator.GetBytes(MarkBytes), listedBy);

    /// <summary>As <see cref="Write{T}(DocumentKey, T, JsonTypeInfo{T}, ReadOnlySpan{ValueTuple{string, string}})"/>, with
    /// properties that are no text.</summary>
    public static MemoryStream Write<T>(
        DocumentKey key,
        T body,
        JsonTypeInfo<T> json,
        Action<Utf8JsonWriter> properties
    ) => Write(key, body, json, RandomNumberGenerator.GetBytes(MarkBytes), [], properties);

    /// <summary>As <see cref="Write{T}(DocumentKey, T, JsonTypeInfo{T}, ReadOnlySpan{ValueTuple{string, string}})"/>, without a mark:
    /// for documents whose ids already say whose they are.</summary>
    public static MemoryStream WriteUnmarked<T>(
        DocumentKey key,
        T body,
        JsonTypeInfo<T> json,
        params ReadOnlySpan<(string Name, string Value)> listedBy
    ) => Write(key, body, json, [], listedBy);

    /// <summary>As <see cref="WriteUnmarked{T}(DocumentKey, T, JsonTypeInfo{T}, ReadOnlySpan{ValueTuple{string, string}})"/>,
    /// with properties that are no text.</summary>
    public static MemoryStream WriteUnmarked<T>(
        DocumentKey key,
        T body,
        JsonTypeInfo<T> json,
        Action<Utf8JsonWriter> properties
    ) => Write(key, body, json, [], [], properties);

    /// <summary>Whether two documents were written by one call.</summary>
    public static bool IsSameWrite(JsonElement one, JsonElement other) =>
        one.TryGetProperty("write", out var mark)
        && other.TryGetProperty("write", out var otherMark)
        && mark.ValueEquals(otherMark.GetString());

    /// <summary>The body of a document as it is stored.</summary>
    public static T Read<T>(JsonElement document, JsonTypeInfo<T> json) =>
        document.GetProperty("body").Deserialize(json)
        ?? throw new JsonException($"A stored {typeof(T).Name} is null.");

    /// <summary>The tag of a document that a query found.</summary>
    public static string ETagOf(JsonElement document) =>
        DocumentStore.Unquoted(
            document.GetProperty("_etag").GetString() ?? throw new JsonException("A stored tag is null.")
        );

    private static MemoryStream Write<T>(
        DocumentKey key,
        T body,
        JsonTypeInfo<T> json,
        byte[] mark,
        ReadOnlySpan<(string Name, string Value)> listedBy,
        Action<Utf8JsonWriter>? properties = null
    )
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString(Id, key.Id);
            writer.WriteString(Partition, key.Partition);
            foreach (var (name, value) in listedBy)
                writer.WriteString(name, value);
            properties?.Invoke(writer);
            if (mark.Length > 0)
                writer.WriteBase64String(Mark, mark);
            writer.WritePropertyName(Body);
            JsonSerializer.Serialize(writer, body, json);
            writer.WriteEndObject();
        }
        stream.Position = 0;
        return stream;
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.CosmosServer;

/// <summary>A document in its container. Immutable, so that an old state of a partition is kept by keeping it.</summary>
/// <param name="Id">Its id, unique in its partition.</param>
/// <param name="ETag">Unique over the whole server.</param>
/// <param name="ExpiresAt">When its time to live ends, in Unix seconds; null = never.</param>
/// <param name="Json">Its text, system properties included.</param>
public sealed record StoredDocument(string Id, string ETag, long? ExpiresAt, byte[] Json)
{
    private const int MaxBytes = 2 * 1024 * 1024;
    private const int MaxIdBytes = 1023;

    // As the service writes it: a quote is two bytes. What a document weighs, and costs, is its length in this form.
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly char[] Forbidden = ['/', '\\', '?', '#'];

    /// <summary>Takes a document from a client, or refuses it as the service does.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="partitionKey">The key that the request named.</param>
    /// <param name="number">A number that no other write has.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="containerTtl">The container's default time to live; null = time to live is off.</param>
    public static StoredDocument Take(byte[] body, string partitionKey, long number, long now, int? containerTtl)
    {
        if (body.Length > MaxBytes)
            throw new ServerException(System.Net.HttpStatusCode.RequestEntityTooLarge, "The document is too large.");
        var json = Parse(body);
        var id = TextOf(json, "id");
        if (id.Length == 0 || id.IndexOfAny(Forbidden) >= 0 || Encoding.UTF8.GetByteCount(id) > MaxIdBytes)
            throw ServerException.Bad("The id is not a legal one.");
        if (TextOf(json, "pk") != partitionKey)
            throw ServerException.Bad("The document lies in another partition than the request names.");

        var etag = $"\"{number:x8}-0000-0d00-0000-{now:x12}\"";
        json["_rid"] = Convert.ToBase64String([.. StoredContainer.Rid, .. BitConverter.GetBytes(number)]);
        json["_self"] = $"dbs/db/colls/c/docs/{number}/";
        json["_etag"] = etag;
        json["_attachments"] = "attachments/";
        json["_ts"] = now;
        long? expires = null;
        if (containerTtl is { } ttl)
        {
            var own = json["ttl"]?.GetValue<int>() ?? ttl;
            expires = own < 0 ? null : now + own;
        }
        return new StoredDocument(id, etag, expires, JsonSerializer.SerializeToUtf8Bytes(json, Plain));
    }

    private static JsonObject Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw ServerException.Bad("The document is not an object.");
        }
        catch (JsonException)
        {
            throw ServerException.Bad("The document is not JSON.");
        }
    }

    private static string TextOf(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw ServerException.Bad($"The document has no text '{name}'.");
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;

namespace Loyalty.Keys;

/// <summary>What a store remembers of the data key that seals its secrets: which key, and where it lay.</summary>
public sealed record KeyMark : ICatalogDocument<KeyMark>
{
    /// <summary>There is one.</summary>
    public static readonly CatalogKey OnlyKey = new("platform", "data-key");

    /// <inheritdoc cref="Signing.DataKey.Id"/>
    public required string DataKeyId { get; init; }

    /// <summary>The file or vault, for people.</summary>
    public required string Place { get; init; }

    /// <inheritdoc/>
    public static string Kind => "keymark";

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<KeyMark> Json => KeyMarkJson.Default.KeyMark;

    /// <inheritdoc/>
    [JsonIgnore]
    public CatalogKey Key => OnlyKey;
}

/// <summary>The form of the document.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(KeyMark))]
internal sealed partial class KeyMarkJson : JsonSerializerContext;

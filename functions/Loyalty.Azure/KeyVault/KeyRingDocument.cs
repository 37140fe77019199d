using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;
using Loyalty.Signing;

namespace Loyalty.Azure.KeyVault;

/// <summary>The platform's own keys as they lie in the catalog, one document for all instances. Without the vault nobody
/// can read a key in it.</summary>
internal sealed record KeyRingDocument : ICatalogDocument<KeyRingDocument>
{
    /// <summary>There is one.</summary>
    public static readonly CatalogKey OnlyKey = new("platform", "keys");

    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;
    public required WrappedKey DataKey { get; init; }
    public required IReadOnlyList<SealedKey> Keys { get; init; }

    /// <inheritdoc/>
    public static string Kind => "keyring";

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<KeyRingDocument> Json => KeyRingJson.Default.KeyRingDocument;

    /// <inheritdoc/>
    [JsonIgnore]
    public CatalogKey Key => OnlyKey;
}

/// <summary>The data key, wrapped by RSA-OAEP-256.</summary>
internal sealed record WrappedKey
{
    /// <summary>The vault's key that wrapped it, and its version: only that one unwraps it.</summary>
    public required string KeyName { get; init; }
    public required string KeyVersion { get; init; }
    public required byte[] Wrapped { get; init; }
}

/// <summary>A signing key, sealed by the data key.</summary>
internal sealed record SealedKey
{
    public required string KeyId { get; init; }
    public required KeyUse Use { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SignFrom { get; init; }
    public DateTimeOffset? RetireAt { get; init; }

    /// <summary>PKCS#8, sealed in the context of its use and id.</summary>
    public required string Sealed { get; init; }
}

/// <summary>The form of the document.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(KeyRingDocument))]
internal sealed partial class KeyRingJson : JsonSerializerContext;

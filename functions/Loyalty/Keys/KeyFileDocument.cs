using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Identity;

namespace Loyalty.Keys;

/// <summary>The key file's content. Bytes are base64.</summary>
internal sealed record KeyFileDocument
{
    public const int CurrentVersion = 1;
    public int Version { get; init; } = CurrentVersion;
    public required byte[] DataKey { get; init; }
    public required IReadOnlyList<StoredKey> Keys { get; init; }
}

/// <summary>The form of the file.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(KeyFileDocument))]
internal sealed partial class KeyFileJson : JsonSerializerContext;

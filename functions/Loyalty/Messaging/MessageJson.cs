using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Messaging;

/// <summary>The JSON form of parked messages.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ParkedMessage))]
public sealed partial class MessageJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Messaging;

/// <summary>The JSON form of messages, the same in every queue.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(PointsMessage))]
[JsonSerializable(typeof(CallbackMessage))]
[JsonSerializable(typeof(ParkedMessage))]
public sealed partial class MessageJson : JsonSerializerContext;

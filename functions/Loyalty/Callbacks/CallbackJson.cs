using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Callbacks;

/// <summary>The JSON form of deliveries in stores, and of callbacks in queues and on the wire.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(CallbackBody))]
[JsonSerializable(typeof(CallbackMessage))]
public sealed partial class CallbackJson : JsonSerializerContext;

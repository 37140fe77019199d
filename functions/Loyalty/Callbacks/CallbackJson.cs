using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Callbacks;

/// <summary>The JSON form of deliveries in stores, and of callbacks in queues and on the wire.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // Parameters of constructors may be left out: those of an attempt are, where they are null.
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(CallbackBody))]
[JsonSerializable(typeof(CallbackMessage))]
public sealed partial class CallbackJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Callbacks;

/// <summary>The JSON form of deliveries in stores and of callbacks on the wire.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(CallbackBody))]
public sealed partial class CallbackJson : JsonSerializerContext;

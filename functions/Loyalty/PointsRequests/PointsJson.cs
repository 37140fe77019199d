using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.PointsRequests;

/// <summary>The JSON form of what admission queues and stores.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(PointsMessage))]
[JsonSerializable(typeof(ReconciliationMark))]
public sealed partial class PointsJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyFunctions.Health;

/// <summary>The JSON form of what health probes are answered.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthDocument))]
internal sealed partial class HealthJson : JsonSerializerContext;

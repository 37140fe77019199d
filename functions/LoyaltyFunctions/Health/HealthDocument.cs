using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyFunctions.Health;

/// <summary>The answer of the health probes.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Unreachable">What cannot be reached; absent when healthy.</param>
internal sealed record HealthDocument(string Status, IReadOnlyList<string>? Unreachable = null);

/// <summary>The JSON form of what health probes are answered.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthDocument))]
internal sealed partial class HealthJson : JsonSerializerContext;

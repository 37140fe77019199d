using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyFunctions.Http;

/// <summary>The JSON form of problem documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Programs;

/// <summary>The JSON form of what is stored.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(Issue))]
[JsonSerializable(typeof(Connection))]
public sealed partial class IssueJson : JsonSerializerContext;

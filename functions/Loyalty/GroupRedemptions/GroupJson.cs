using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.GroupRedemptions;

/// <summary>The JSON form of what is stored.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(GroupRedemption))]
public sealed partial class GroupJson : JsonSerializerContext;

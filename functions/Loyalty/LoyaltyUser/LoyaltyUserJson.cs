using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.LoyaltyUser;

/// <summary>The JSON form of what partners are answered; every member is always there.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PointAssignmentDocument))]
public sealed partial class LoyaltyUserJson : JsonSerializerContext;

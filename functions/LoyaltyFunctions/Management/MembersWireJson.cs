using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Management;

namespace LoyaltyFunctions.Management;

/// <summary>The JSON form of pages of members and groups.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ListDocument<MemberDocument>))]
[JsonSerializable(typeof(ListDocument<GroupDocument>))]
internal sealed partial class MembersWireJson : JsonSerializerContext;

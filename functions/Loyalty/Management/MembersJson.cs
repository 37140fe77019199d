using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Management;

/// <summary>The JSON form of members and groups as callers see them: every member is always there.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(MemberDocument))]
[JsonSerializable(typeof(GroupDocument))]
public sealed partial class MembersJson : JsonSerializerContext;

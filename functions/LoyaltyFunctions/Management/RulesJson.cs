using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Management;

namespace LoyaltyFunctions.Management;

/// <summary>The JSON form of lists of rules, programs and clients.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ListDocument<RuleDocument>))]
[JsonSerializable(typeof(ListDocument<ProgramDocument>))]
[JsonSerializable(typeof(ListDocument<ClientDocument>))]
internal sealed partial class RulesJson : JsonSerializerContext;

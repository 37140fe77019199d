using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Management;

namespace LoyaltyFunctions.Management;

/// <summary>The JSON form of the management API's lists; their items are as in <see cref="ManagementJson"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ListDocument<RuleDocument>))]
[JsonSerializable(typeof(ListDocument<ProgramDocument>))]
[JsonSerializable(typeof(ListDocument<ClientDocument>))]
[JsonSerializable(typeof(ListDocument<MemberDocument>))]
[JsonSerializable(typeof(ListDocument<GroupDocument>))]
[JsonSerializable(typeof(ListDocument<TransactionDocument>))]
[JsonSerializable(typeof(ListDocument<DeliveryDocument>))]
[JsonSerializable(typeof(ListDocument<ParkedDocument>))]
[JsonSerializable(typeof(ListDocument<AuditDocument>))]
[JsonSerializable(typeof(ListDocument<OutboxDocument>))]
internal sealed partial class ListJson : JsonSerializerContext;

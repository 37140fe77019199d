using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Management;

namespace LoyaltyFunctions.Management;

/// <summary>The JSON form of pages of deliveries, messages and records.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ListDocument<DeliveryDocument>))]
[JsonSerializable(typeof(ListDocument<ParkedDocument>))]
[JsonSerializable(typeof(ListDocument<AuditDocument>))]
[JsonSerializable(typeof(ListDocument<OutboxDocument>))]
internal sealed partial class OperationsWireJson : JsonSerializerContext;

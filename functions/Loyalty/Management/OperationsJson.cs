using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Management;

/// <summary>The JSON form of deliveries, messages and records as callers see them: every member is always there.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(DeliveryDocument))]
[JsonSerializable(typeof(ParkedDocument))]
[JsonSerializable(typeof(AuditDocument))]
[JsonSerializable(typeof(OutboxDocument))]
[JsonSerializable(typeof(MeDocument))]
public sealed partial class OperationsJson : JsonSerializerContext;

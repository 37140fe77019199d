using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Admission;
using Loyalty.Ledger;
using LoyaltyFunctions.Health;
using LoyaltyFunctions.Management;
using LoyaltyFunctions.Points;

namespace LoyaltyFunctions.Http;

/// <summary>The JSON form of what the functions answer.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(AcceptedDocument))]
[JsonSerializable(typeof(RequestState))]
[JsonSerializable(typeof(Balance))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(SetupDocument))]
internal sealed partial class WireJson : JsonSerializerContext;

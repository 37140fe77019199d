using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Ledger.Reading;
using Loyalty.PointsRequests;

namespace LoyaltyFunctions.Points;

/// <summary>The JSON form of what partners are answered.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcceptedDocument))]
[JsonSerializable(typeof(RequestState))]
[JsonSerializable(typeof(Balance))]
internal sealed partial class PointsWireJson : JsonSerializerContext;

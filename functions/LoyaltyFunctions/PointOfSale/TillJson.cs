using System.Text.Json.Serialization;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>The JSON form of what tills are answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RedeemableDocument))]
[JsonSerializable(typeof(CodeIssuedDocument))]
[JsonSerializable(typeof(RedeemedDocument))]
[JsonSerializable(typeof(RedeemedPoints))]
internal sealed partial class TillJson : JsonSerializerContext;

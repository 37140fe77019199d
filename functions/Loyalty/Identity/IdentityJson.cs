using System.Text.Json.Serialization;

namespace Loyalty.Identity;

/// <summary>The JSON that identity writes.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenGrant))]
[JsonSerializable(typeof(TokenError))]
[JsonSerializable(typeof(DiscoveryDocument))]
[JsonSerializable(typeof(JwksDocument))]
internal sealed partial class IdentityJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Loyalty.Json;

namespace Loyalty.Identity;

/// <summary>A token as it is answered (RFC 6749 §5.1). Send it with <c>Cache-Control: no-store</c>.</summary>
public sealed record TokenGrant
{
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("token_type")]
    public string TokenType { get; init; } = "Bearer";

    /// <summary>Seconds from now.</summary>
    [JsonPropertyName("expires_in")]
    public required long ExpiresInSeconds { get; init; }

    /// <summary>What the token allows, separated by spaces.</summary>
    [JsonPropertyName("scope")]
    public required string Scope { get; init; }

    /// <summary>The body, <c>application/json</c>.</summary>
    public byte[] ToJson() => JsonText.Write(this, IdentityJson.Default.TokenGrant);
}

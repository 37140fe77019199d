using System.Text.Json.Serialization;

namespace Loyalty.Identity;

/// <summary>A token as the token endpoint answers it (RFC 6749 §5.1).</summary>
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
}

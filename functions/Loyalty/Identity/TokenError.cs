using System.Text.Json.Serialization;

namespace Loyalty.Identity;

/// <summary>Why there is no token, as RFC 6749 §5.2 writes it. The codes are that section's.</summary>
public sealed record TokenError
{
    internal const string InvalidRequest = "invalid_request";
    internal const string InvalidClient = "invalid_client";
    internal const string InvalidScope = "invalid_scope";
    internal const string UnsupportedGrantType = "unsupported_grant_type";

    // Of RFC 6749 §4.1.2.1; the token endpoint has no codes of its own for being overloaded or broken.
    internal const string TemporarilyUnavailable = "temporarily_unavailable";
    internal const string ServerError = "server_error";

    [JsonPropertyName("error")]
    public required string Error { get; init; }

    /// <summary>For the developer on the other side: one of our own sentences, in the characters that the RFC
    /// allows.</summary>
    [JsonPropertyName("error_description")]
    public required string Description { get; init; }
}

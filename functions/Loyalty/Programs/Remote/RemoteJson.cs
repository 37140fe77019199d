using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Programs.Remote;

/// <summary>What is sent to another points system, and what is read of its answers: any field may be missing.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RemoteRequest))]
[JsonSerializable(typeof(RemoteToken))]
[JsonSerializable(typeof(RemoteProblem))]
[JsonSerializable(typeof(RemoteState))]
internal sealed partial class RemoteJson : JsonSerializerContext;

/// <summary>The body of <c>POST /points</c>.</summary>
internal sealed record RemoteRequest(
    MemberId UserId,
    RuleId RuleId,
    Points Amount,
    EntryId RequestId,
    string? CallbackUrl
);

/// <summary>The answer of the token endpoint.</summary>
internal sealed record RemoteToken(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] long? ExpiresIn
);

/// <summary>A problem document.</summary>
internal sealed record RemoteProblem(string? Code);

/// <summary>The answer of <c>GET /points/requests/{requestId}</c>.</summary>
internal sealed record RemoteState(
    string? RequestId,
    string? UserId,
    string? RuleId,
    string? Status,
    long? Point,
    string? ErrorMessage
);

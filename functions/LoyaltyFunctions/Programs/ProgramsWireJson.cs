using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Programs;

namespace LoyaltyFunctions.Programs;

/// <summary>The JSON form of what clients of the aggregator are answered.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuthenticatedDocument))]
[JsonSerializable(typeof(ProfileDocument))]
[JsonSerializable(typeof(IReadOnlyList<PartnerProgramDocument>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(PreviewDocument))]
[JsonSerializable(typeof(ValidityDocument))]
[JsonSerializable(typeof(IssueDocument))]
[JsonSerializable(typeof(IssuedDocument))]
[JsonSerializable(typeof(IReadOnlyList<IssuedDocument>))]
[JsonSerializable(typeof(ConnectionDocument))]
[JsonSerializable(typeof(IReadOnlyList<ConnectionDocument>))]
internal sealed partial class ProgramsWireJson : JsonSerializerContext;

/// <summary>A token, as seed 003 names it and as RFC 6749 does.</summary>
internal sealed record AuthenticatedDocument(
    string AccessToken,
    [property: JsonPropertyName("access_token")] string Token,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] long ExpiresIn
);

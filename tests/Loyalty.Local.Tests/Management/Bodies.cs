using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.Management;

/// <summary>Bodies that are right, until tests spoil them.</summary>
internal static class Bodies
{
    public static JsonObject Rule(string client, string type = "earn") =>
        new()
        {
            ["programId"] = "points",
            ["name"] = "Welcome points",
            ["type"] = type,
            ["trigger"] = "api",
            ["clientIds"] = new JsonArray(client),
            ["cap"] = null,
            ["budget"] = null,
            ["startsAt"] = null,
            ["endsAt"] = null,
        };

    public static JsonObject Client(params string[] scopes) =>
        new()
        {
            ["name"] = "A shop",
            ["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]),
            ["signature"] = "optional",
            ["keys"] = new JsonArray(),
            ["callbackHosts"] = new JsonArray(),
        };

    public static JsonObject Key(string keyId, string pem) => new() { ["keyId"] = keyId, ["publicKeyPem"] = pem };

    public static JsonObject With(this JsonObject body, string field, JsonNode? value)
    {
        body[field] = value;
        return body;
    }

    /// <summary>The body that would change nothing of what was answered.</summary>
    public static JsonObject Editable(this Answer answer) => JsonNode.Parse(answer.Text)!.AsObject();

    /// <summary>The fields that a problem names, each with its code.</summary>
    public static IEnumerable<string> Errors(this Answer answer) =>
        answer.Json.TryGetProperty("errors", out var errors)
            ? errors
                .EnumerateArray()
                .Select(error => $"{error.GetProperty("field").GetString()} {error.GetProperty("code").GetString()}")
            : [];

    public static IEnumerable<JsonElement> Items(this Answer answer) =>
        answer.Json.GetProperty("items").EnumerateArray();
}

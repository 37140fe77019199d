using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.Messaging;

/// <summary>A message that could not be handled, kept for a person to look at, retry or drop.</summary>
public sealed record ParkedMessage
{
    public required string ParkedId { get; init; }
    public required string Queue { get; init; }
    public required string Body { get; init; }

    /// <summary>Why, in one line that is safe to show.</summary>
    public required string Reason { get; init; }
    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>The body and whose it is; null = it cannot be read, and so nobody can tell.</summary>
    public (OrgId Owner, JsonObject Body)? Read()
    {
        try
        {
            return
                JsonNode.Parse(Body) is JsonObject body
                && body["orgId"] is JsonValue value
                && value.TryGetValue<string>(out var org)
                && OrgId.TryParse(org, out var owner)
                ? (owner, body)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, a name that stands there twice, or text that is none.
            return null;
        }
    }
}

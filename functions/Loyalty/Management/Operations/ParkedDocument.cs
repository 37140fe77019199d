using System.Text.Json.Nodes;
using Loyalty.Messaging;

namespace Loyalty.Management.Operations;

/// <summary>A message that could not be handled, as callers of the management API see it.</summary>
public sealed record ParkedDocument
{
    public required string ParkedId { get; init; }

    /// <summary><c>points</c> or <c>callbacks</c>.</summary>
    public required string Queue { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>The message, URLs in it without their query; null = it cannot be read, and so nobody can tell whose it
    /// is.</summary>
    public JsonObject? Body { get; init; }

    internal static ParkedDocument Of(ParkedMessage message, JsonObject? body) =>
        new()
        {
            ParkedId = message.ParkedId,
            Queue = message.Queue,
            Reason = message.Reason,
            ParkedAt = message.ParkedAt,
            Body = body is null ? null : Shown(body),
        };

    private static JsonObject Shown(JsonObject body)
    {
        foreach (var name in new[] { "url", "callbackUrl" })
            if (body[name] is JsonValue value && value.TryGetValue<string>(out var url))
                body[name] = DeliveryDocument.WithoutQuery(url);
        return body;
    }
}

using Loyalty.Messaging;

namespace Loyalty.Callbacks;

/// <summary>One attempt to deliver one callback.</summary>
public sealed record CallbackMessage
{
    /// <summary>Names the delivery over all attempts; <c>webhook-id</c> on the wire.</summary>
    public required string DeliveryId { get; init; }
    public required OrgId OrgId { get; init; }
    public required ClientId ClientId { get; init; }
    public required EntryId TransactionId { get; init; }
    public required string Url { get; init; }

    /// <summary>The body, the same bytes in every attempt.</summary>
    public required string Payload { get; init; }

    /// <summary>The number of this attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Tells a replay's run of attempts from the first one and from other replays, so that duplicate
    /// detection takes none of them for another; sorts behind the runs before it. Null = the first run.</summary>
    public string? Run { get; init; }

    /// <summary>How often this attempt was put off because others had to go first; null = not yet.</summary>
    public int? PutOff { get; init; }
    public string? TraceParent { get; init; }

    /// <summary>The message in a received body; null when it cannot be read.</summary>
    public static CallbackMessage? Read(string body) => MessageBody.Read(body, CallbackJson.Default.CallbackMessage);
}

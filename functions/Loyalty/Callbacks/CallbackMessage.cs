using Loyalty.Messaging;

namespace Loyalty.Callbacks;

/// <summary>One attempt to deliver one callback, or one notification: what is said to a client, or to a member through
/// the organisation's messaging gateway.</summary>
public sealed record CallbackMessage
{
    /// <summary>Names the delivery over all attempts; <c>webhook-id</c> on the wire.</summary>
    public required string DeliveryId { get; init; }
    public required OrgId OrgId { get; init; }

    /// <summary>Whom a callback is for; null = it is a notification.</summary>
    public ClientId? ClientId { get; init; }

    /// <summary>What a callback is about; null = it is a notification.</summary>
    public EntryId? TransactionId { get; init; }

    /// <summary>Whom a notification is for; null = it is a callback.</summary>
    public MemberId? MemberId { get; init; }

    /// <summary>Where it goes; a notification goes where the organisation's gateway is by then.</summary>
    public required string Url { get; init; }

    /// <summary>The body, the same bytes in every attempt. A notification's lacks the member's address, which is looked up
    /// for each attempt and kept nowhere.</summary>
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

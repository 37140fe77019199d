using System.Text.Json;
using Loyalty.Messaging;

namespace Loyalty.PointsRequests;

/// <summary>An accepted points request: everything the ledger needs to decide it.</summary>
public sealed record PointsMessage
{
    public required EntryId TransactionId { get; init; }
    public required OrgId OrgId { get; init; }
    public required MemberId MemberId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public required RuleId RuleId { get; init; }

    /// <summary>The version of the rule that was in force when the request was accepted, and decides it.</summary>
    public int RuleVersion { get; init; } = 1;
    public required ClientId ClientId { get; init; }
    public required RequestId RequestId { get; init; }
    public required Points Amount { get; init; }

    /// <summary>Where the outcome goes; null = the caller polls.</summary>
    public string? CallbackUrl { get; init; }
    public required string ContentHash { get; init; }

    /// <summary>When the request was accepted: the instant that counts for the rule's dates.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }
    public string? TraceParent { get; init; }

    /// <summary>To be sent to <see cref="QueueNames.Points"/>; the entry's id serves duplicate detection.</summary>
    public static OutgoingMessage ToSend(PointsMessage message) =>
        new(message.TransactionId.ToString(), JsonSerializer.Serialize(message, PointsJson.Default.PointsMessage));

    /// <summary>The message in a received body; null when it cannot be read.</summary>
    public static PointsMessage? Read(string body) => MessageBody.Read(body, PointsJson.Default.PointsMessage);
}

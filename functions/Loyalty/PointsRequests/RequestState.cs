using Loyalty.Callbacks;

namespace Loyalty.PointsRequests;

/// <summary>The polled answer: the callback's fields once they are known, and always a <c>transactionId</c>.</summary>
public sealed record RequestState
{
    public required RequestId RequestId { get; init; }
    public required EntryId TransactionId { get; init; }

    /// <summary><c>pending</c>, <c>success</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }
    public string? Action { get; init; }
    public required ClientId ClientId { get; init; }
    public required MemberId UserId { get; init; }
    public required RuleId RuleId { get; init; }
    public Points? Point { get; init; }
    public string? Timestamp { get; init; }
    public string? ErrorMessage { get; init; }

    /// <summary>The state of an accepted request.</summary>
    /// <param name="message">What was accepted.</param>
    /// <param name="outcome">What became of it; null = nothing yet.</param>
    public static RequestState Of(PointsMessage message, CallbackBody? outcome) =>
        new()
        {
            RequestId = message.RequestId,
            TransactionId = message.TransactionId,
            Status = outcome?.Status ?? "pending",
            Action = outcome?.Action,
            ClientId = message.ClientId,
            UserId = message.MemberId,
            RuleId = message.RuleId,
            Point = outcome?.Point,
            Timestamp = outcome?.Timestamp,
            ErrorMessage = outcome?.ErrorMessage,
        };
}

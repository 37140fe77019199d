using Loyalty.Callbacks;
using Loyalty.Json;

namespace Loyalty.Management.Operations;

/// <summary>A callback or notification and what was tried to deliver it, as callers of the management API see it.</summary>
public sealed record DeliveryDocument
{
    public required string DeliveryId { get; init; }

    /// <summary>What a callback is about; null = it is a notification.</summary>
    public required EntryId? TransactionId { get; init; }

    /// <summary>Whom a callback is for; null = it is a notification.</summary>
    public required ClientId? ClientId { get; init; }

    /// <summary>Whom a notification is for; null = it is a callback.</summary>
    public required MemberId? UserId { get; init; }

    /// <summary>Without its query, in which receivers like to keep secrets.</summary>
    public required string Url { get; init; }

    /// <summary><c>pending</c>, <c>delivered</c> or <c>parked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Oldest first: time, HTTP status or null, duration in milliseconds, and why there was no answer.</summary>
    public required IReadOnlyList<DeliveryAttempt> Attempts { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The body, byte for byte as it is sent; a notification's without the member's address.</summary>
    public required string Payload { get; init; }

    internal static DeliveryDocument Of(Delivery delivery) =>
        new()
        {
            DeliveryId = delivery.DeliveryId,
            TransactionId = delivery.TransactionId,
            ClientId = delivery.ClientId,
            UserId = delivery.MemberId,
            Url = WithoutQuery(delivery.Url),
            Status = Words.Of(delivery.Status),
            Attempts = delivery.Attempts,
            NextAttemptAt = delivery.NextAttemptAt,
            Payload = delivery.Payload,
        };

    internal static string WithoutQuery(string url)
    {
        var end = url.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? url : url[..end];
    }
}

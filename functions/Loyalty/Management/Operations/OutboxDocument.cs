using Loyalty.Notifications;
using Loyalty.Signing;

namespace Loyalty.Management.Operations;

/// <summary>A text to a member that this host kept instead of sending, as callers of the management API see it.</summary>
public sealed record OutboxDocument
{
    public required MemberId UserId { get; init; }

    /// <summary><c>sms</c> or <c>email</c>.</summary>
    public required string? Channel { get; init; }
    public required string? To { get; init; }

    /// <summary>Empty when it was sealed with keys that are lost.</summary>
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The text as callers see it.</summary>
    public static OutboxDocument Of(Notification notification, DataKey key) =>
        new()
        {
            UserId = notification.MemberId,
            Channel = notification.Channel,
            To = notification.To,
            Text = notification.Open(key)?.Text ?? "",
            At = notification.At,
        };
}

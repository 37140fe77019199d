using System.Text.Json.Serialization;

namespace Loyalty.Notifications;

/// <summary>A text for a member, such as a validation code.</summary>
public sealed record Notification
{
    public required OrgId OrgId { get; init; }
    public required MemberId MemberId { get; init; }

    /// <summary>How it goes there: <c>sms</c> or <c>email</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>The mobile number or e-mail address.</summary>
    public required string To { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>The stored form of texts to members.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Notification))]
public sealed partial class NotificationJson : JsonSerializerContext;

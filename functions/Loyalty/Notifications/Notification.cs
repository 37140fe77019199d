using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Signing;

namespace Loyalty.Notifications;

/// <summary>A text for a member. As JSON it is what the organisation's messaging gateway gets.</summary>
public sealed record Notification
{
    /// <summary>The <see cref="Channel"/> to a mobile number.</summary>
    public const string Sms = "sms";

    /// <summary>The <see cref="Channel"/> to an e-mail address.</summary>
    public const string Email = "email";

    /// <summary>Names it for ever: whoever sends the same one again sends it under this id.</summary>
    [JsonPropertyOrder(0)]
    public required string NotificationId { get; init; }

    /// <summary>What it is about; <see cref="PointsExpiring"/> or <see cref="ValidationCode"/>.</summary>
    [JsonPropertyOrder(1)]
    public required string Type { get; init; }

    [JsonPropertyOrder(2)]
    public required OrgId OrgId { get; init; }

    [JsonPropertyOrder(3), JsonPropertyName("userId")]
    public required MemberId MemberId { get; init; }

    /// <summary>How it goes there: <c>sms</c> or <c>email</c>; null = whichever there is, in this order.</summary>
    [JsonPropertyOrder(4)]
    public string? Channel { get; init; }

    /// <summary>The mobile number or e-mail address; null = not addressed yet.</summary>
    [JsonPropertyOrder(5)]
    public string? To { get; init; }

    /// <summary>What is said; empty while it is sealed.</summary>
    [JsonPropertyOrder(6)]
    public required string Text { get; init; }

    /// <summary>When it came up.</summary>
    [JsonPropertyOrder(7), JsonPropertyName("timestamp")]
    public required DateTimeOffset At { get; init; }

    /// <summary>The program whose points it is about.</summary>
    [JsonPropertyOrder(8)]
    public ProgramId? ProgramId { get; init; }

    /// <summary>The points that it is about.</summary>
    [JsonPropertyOrder(9)]
    public Points? Points { get; init; }

    /// <summary>The last day on which they can be spent.</summary>
    [JsonPropertyOrder(10)]
    public DateOnly? ExpirationDate { get; init; }

    /// <summary>From when on nobody needs it any more; null = it can come late.</summary>
    [JsonPropertyOrder(11)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The text as it lies in queues, records and outboxes, where it is a secret; null = it is none, or it is open.
    /// What a gateway gets has none.</summary>
    [JsonPropertyOrder(12)]
    public string? SealedText { get; init; }

    /// <summary>The <see cref="Type"/> of what is said before points expire.</summary>
    public const string PointsExpiring = "points_expiring";

    /// <summary>The <see cref="Type"/> of what tells a member a one-time code. Its text is a secret.</summary>
    public const string ValidationCode = "validation_code";

    /// <summary>The notification with the member's address: where no channel is asked for, the mobile number if there is one,
    /// else the e-mail address; null = the member cannot be reached, or is a member no more.</summary>
    public Notification? AddressedTo(Member? member) =>
        member switch
        {
            null or { Status: MemberStatus.Closed } => null,
            { Mobile: { } mobile } when Channel != Email => this with { Channel = Sms, To = mobile },
            { Email: { } email } when Channel != Sms => this with { Channel = Email, To = email },
            _ => null,
        };

    /// <summary>The notification as it may be kept: with its text sealed, if that is a secret.</summary>
    public Notification ToKeep(DataKey key) =>
        Type == ValidationCode
            ? this with
            {
                Text = "",
                SealedText = key.Seal(Encoding.UTF8.GetBytes(Text), DataKey.TextOf(NotificationId)),
            }
            : this;

    /// <summary>What was given to <see cref="ToKeep"/>; null when it was sealed with another key.</summary>
    public Notification? Open(DataKey key) =>
        SealedText is null ? this
        : key.TryOpen(SealedText, DataKey.TextOf(NotificationId), out var text)
            ? this with
            {
                Text = Encoding.UTF8.GetString(text),
                SealedText = null,
            }
        : null;

    /// <summary>Its JSON.</summary>
    public string Write() => Encoding.UTF8.GetString(JsonText.Write(this, NotificationJson.Default.Notification));

    /// <summary>What <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It did not write that.</exception>
    public static Notification Read(string json) =>
        JsonSerializer.Deserialize(json, NotificationJson.Default.Notification)
        ?? throw new JsonException("A notification is null.");
}

/// <summary>The JSON form of texts to members.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Notification))]
public sealed partial class NotificationJson : JsonSerializerContext;
